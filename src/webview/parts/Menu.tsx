import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { placeNear } from './placeNear.ts';
import { Icon } from './Icon.tsx';

export interface MenuItem {
  readonly label: string;
  /** A second, quieter line or word. */
  readonly detail?: string;
  readonly icon?: string;
  /** Given: one of a group, of which one is chosen. */
  readonly isChosen?: boolean;
  readonly onChoose: () => void;
}

export interface MenuGroup {
  /** Absent: a group without a heading. */
  readonly heading?: string;
  readonly items: readonly MenuItem[];
}

/**
 * A button with a menu: arrow keys, Home and End move, Enter chooses, Escape and a click elsewhere close, and the
 * focus goes back to the button. The menu lies above everything (`popover`), so that a narrow panel cannot clip it.
 */
export function Menu(props: {
  readonly label: string;
  readonly class: string;
  readonly groups: readonly MenuGroup[];
  readonly children: ComponentChildren;
  readonly onOpen?: () => void;
}) {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const menu = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = menu.current;
    const onToggle = (event: Event): void => {
      button.current?.setAttribute('aria-expanded', String((event as ToggleEvent).newState === 'open'));
    };
    element?.addEventListener('toggle', onToggle);
    return () => element?.removeEventListener('toggle', onToggle);
  });
  // At once, not on `toggle`, which comes later: the next key may already be meant for the menu.
  const toggle = (): void => {
    const element = menu.current;
    if (element === null || button.current === null || !element.togglePopover()) return;
    props.onOpen?.();
    placeNear(element, button.current);
    (element.querySelector<HTMLElement>('[aria-checked="true"]') ?? itemsOf(element)[0])?.focus();
  };
  const choose = (item: MenuItem): void => {
    menu.current?.hidePopover();
    item.onChoose();
  };
  return (
    <>
      <button
        ref={button}
        type="button"
        class={props.class}
        title={props.label}
        aria-label={props.label}
        aria-haspopup="menu"
        aria-expanded="false"
        onClick={toggle}
      >
        {props.children}
      </button>
      <div
        ref={menu}
        id={id}
        class="menu"
        role="menu"
        aria-label={props.label}
        popover="auto"
        onKeyDown={moveFocus}
      >
        {props.groups.map((group) => (
          <MenuGroupView key={group.heading ?? group.items[0]?.label} group={group} choose={choose} />
        ))}
      </div>
    </>
  );
}

function MenuGroupView(props: { readonly group: MenuGroup; readonly choose: (item: MenuItem) => void }) {
  const { heading, items } = props.group;
  return (
    <div class="menu-group" role="group" aria-label={heading}>
      {heading !== undefined && (
        <div class="menu-heading" aria-hidden="true">
          {heading}
        </div>
      )}
      {items.map((item) => (
        <button
          key={item.label}
          type="button"
          class="menu-item"
          role={item.isChosen === undefined ? 'menuitem' : 'menuitemradio'}
          {...(item.isChosen !== undefined && { 'aria-checked': item.isChosen })}
          tabIndex={-1}
          title={item.detail === undefined ? item.label : `${item.label} · ${item.detail}`}
          onClick={() => props.choose(item)}
        >
          <Icon name={item.isChosen === true ? 'check' : (item.icon ?? 'blank')} />
          <span class="menu-label">{item.label}</span>
          {item.detail !== undefined && <span class="menu-detail">{item.detail}</span>}
        </button>
      ))}
    </div>
  );
}

function itemsOf(menu: Element): readonly HTMLElement[] {
  return [...menu.querySelectorAll<HTMLElement>('.menu-item')];
}

const steps: Readonly<Record<string, (at: number, count: number) => number>> = {
  ArrowDown: (at, count) => (at + 1) % count,
  ArrowUp: (at, count) => (at - 1 + count) % count,
  Home: () => 0,
  End: (_, count) => count - 1,
};

function moveFocus(event: KeyboardEvent & { readonly currentTarget: HTMLElement }): void {
  if (event.key === 'Tab') {
    event.currentTarget.hidePopover();
    return;
  }
  const step = steps[event.key];
  if (step === undefined) return;
  event.preventDefault();
  const items = itemsOf(event.currentTarget);
  const at = items.findIndex((item) => item === document.activeElement);
  items[step(at, items.length)]?.focus();
}

import type { SkipReason } from '../engine/retrieval/status.ts';

/** Why one file was not taken. */
export interface Skip {
  readonly reason: SkipReason;
  /** For a person: "4.1 GB, over the limit of 2 MB". */
  readonly detail: string;
}

/** Files over this are recorded and never opened. Source that people wrote stays far below it; data and bundles do not. */
export const defaultMaxFileBytes = 2_000_000;

/** Files over this are searchable by line windows, but not worth a syntax tree (4.5 MB/s). */
export const parseLimitBytes = 1_000_000;

/** @returns Why a file's name alone keeps it out, or null. */
export function skipByName(name: string): Skip | null {
  if (isSecretName(name)) return { reason: 'secret', detail: `${name} is likely to hold keys or passwords` };
  const extension = extensionOf(name);
  if (binaryExtensions.has(extension)) return { reason: 'binary', detail: `a .${extension} file` };
  return null;
}

/** @returns Why a file of this size is kept out, or null. */
export function skipBySize(bytes: number, maxBytes: number): Skip | null {
  if (bytes <= maxBytes) return null;
  return { reason: 'too-large', detail: `${sizeInWords(bytes)}, over the limit of ${sizeInWords(maxBytes)}` };
}

/** `812 bytes`, `1.4 MB`, `4.1 GB`: decimal units, as file managers show them. */
export function sizeInWords(bytes: number): string {
  if (bytes < 1000) return `${bytes} ${bytes === 1 ? 'byte' : 'bytes'}`;
  const units = ['kB', 'MB', 'GB', 'TB', 'PB'];
  const power = Math.min(Math.floor(Math.log10(bytes) / 3), units.length);
  const value = bytes / 1000 ** power;
  const shown = value < 9.95 ? value.toFixed(1).replace(/\.0$/, '') : value.toFixed(0);
  return `${shown} ${units[power - 1]}`;
}

const secretNames = [
  /^\.env(\..+)?$/,
  /^\.envrc$/,
  /\.(pem|p12|pfx|jks|keystore|kdbx|ppk|p8)$/,
  /^id_(rsa|dsa|ecdsa|ed25519)$/,
  /\.key$/,
  /^\.(netrc|pgpass|npmrc|pypirc|htpasswd|git-credentials|dockercfg)$/,
  /^_netrc$/,
  /^credentials$/,
  /^(client_secret|service[-_]?account|google-credentials).*\.json$/,
  /^\.?secrets?\.(json|ya?ml|toml|env|txt)$/,
  /\.tfstate(\.backup)?$/,
  /\.tfvars$/,
];

/** Templates that a team checks in so that others know which keys to set; they hold none. */
const template = /\.(example|sample|template|tmpl|dist|defaults?)$/;

/** Names that nearly always hold keys or passwords. Kept out even where a rule would take them in. */
export function isSecretName(name: string): boolean {
  const lower = name.toLowerCase();
  return !template.test(lower) && secretNames.some((pattern) => pattern.test(lower));
}

function extensionOf(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot <= 0 ? '' : name.slice(dot + 1).toLowerCase();
}

/** Known not to be text, so that they are not even opened. What is missing here is caught by its content. */
const binaryExtensions = new Set(
  [
    'png jpg jpeg gif bmp ico icns webp avif heic tif tiff psd ai sketch fig xcf',
    'mp3 mp4 m4a m4v mov avi mkv webm wav flac ogg ogv opus aac wmv',
    'zip gz tgz bz2 xz zst lz4 7z rar tar jar war ear whl egg gem nupkg vsix crx deb rpm apk ipa dmg iso img cab',
    'exe dll so dylib a o obj lib pdb class pyc pyo pyd wasm node bin elf ko rlib rmeta bc',
    'ttf otf woff woff2 eot',
    'pdf doc docx xls xlsx ppt pptx odt ods odp epub mobi',
    'db sqlite sqlite3 mdb parquet avro orc feather arrow npy npz h5 hdf5 pkl pickle pth onnx safetensors gguf tflite',
    'swf fla blend fbx glb stl 3ds dwg uasset unitypackage',
    'keychain der crt cer p7b gpg nib',
  ]
    .join(' ')
    .split(' '),
);

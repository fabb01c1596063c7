const permissive =
  /^(?:mit|expat|x11|apache|asl|bsd|isc|0bsd|unlicense$|zlib|libpng|psf|python|bsl|boost|public-domain|pd$|cc0|openssl|ssleay|postgresql|php|ruby|w3c|unicode|ncsa|curl|ftl|ijg|tcl|hpnd|zpl|nist|wtfpl|artistic-2|libtiff|blueoak|permissive|go$|openldap|json-c|sgi|khronos|icu|lcms|bouncycastle|ms-pl|llvm|apl)/i;
const copyleft = /gpl|mpl|epl|cddl|eupl|osl|cc-by|sspl|busl|non-?commercial/i;

/**
 * Whether one may use, change and pass on what has this licence without passing on sources. Names as Debian and npm
 * write them: `MIT OR GPL-2+` is (one may choose), `MIT and GPL-2+` is not; a name that is not known is not.
 */
export function isPermissive(licence: string): boolean {
  return licence
    .replaceAll(/[()]/g, '')
    .split(/\s+or\s+|\s*\|\s*/i)
    .some((choice) => {
      const all = choice.split(/\s+and\s+|,\s*|\s*&\s*/i).filter((name) => name.trim() !== '');
      return all.length > 0 && all.every((name) => permissive.test(name.trim()) && !copyleft.test(name));
    });
}

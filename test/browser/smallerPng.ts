import zlib from 'node:zlib';

/**
 * The same picture in fewer bytes. A window of text and plain areas packs best as it is, without the filters that
 * Chromium chooses for it. Takes and gives a whole PNG file of 8 bits a channel.
 */
export function smallerPng(png: Buffer): Buffer {
  const chunks: { readonly type: string; readonly data: Buffer }[] = [];
  for (let at = signatureBytes; at < png.length;) {
    const length = png.readUInt32BE(at);
    const type = png.toString('latin1', at + 4, at + 8);
    chunks.push({ type, data: png.subarray(at + 8, at + 8 + length) });
    at += 12 + length;
  }
  const pixels = zlib.inflateSync(
    Buffer.concat(chunks.filter(({ type }) => type === 'IDAT').map(({ data }) => data)),
  );
  const header = chunks[0]?.data ?? Buffer.alloc(0);
  const bytesPerPixel = header.readUInt8(9) === colourWithAlpha ? 4 : 3;
  unfilter(pixels, header.readUInt32BE(0) * bytesPerPixel, bytesPerPixel);
  const packed = zlib.deflateSync(pixels, { level: 9, memLevel: 9 });
  if (packed.length >= png.length) return png;
  const kept = chunks.filter(({ type }) => type === 'IHDR' || type === 'PLTE');
  const written = [...kept, { type: 'IDAT', data: packed }, { type: 'IEND', data: Buffer.alloc(0) }];
  return Buffer.concat([png.subarray(0, signatureBytes), ...written.map(writeChunk)]);
}

const signatureBytes = 8;
const colourWithAlpha = 6;

/** In place: each row begins with its filter, which becomes 0, none. */
function unfilter(pixels: Buffer, rowBytes: number, bytesPerPixel: number): void {
  for (let row = 0; row * (rowBytes + 1) < pixels.length; row++) {
    const start = row * (rowBytes + 1) + 1;
    const filter = pixels[start - 1];
    for (let at = start; at < start + rowBytes; at++) {
      const hasLeft = at - start >= bytesPerPixel;
      const left = hasLeft ? (pixels[at - bytesPerPixel] ?? 0) : 0;
      const above = row > 0 ? (pixels[at - rowBytes - 1] ?? 0) : 0;
      const corner = hasLeft && row > 0 ? (pixels[at - rowBytes - 1 - bytesPerPixel] ?? 0) : 0;
      const guesses = [0, left, above, (left + above) >> 1, paeth(left, above, corner)];
      pixels[at] = ((pixels[at] ?? 0) + (guesses[filter ?? 0] ?? 0)) & 0xff;
    }
    pixels[start - 1] = 0;
  }
}

function paeth(left: number, above: number, corner: number): number {
  const guess = left + above - corner;
  const distances = [left, above, corner].map((each) => Math.abs(guess - each));
  return [left, above, corner][distances.indexOf(Math.min(...distances))] ?? 0;
}

function writeChunk({ type, data }: { readonly type: string; readonly data: Buffer }): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const chunk = Buffer.alloc(body.length + 8);
  chunk.writeUInt32BE(data.length, 0);
  body.copy(chunk, 4);
  chunk.writeUInt32BE(zlib.crc32(body), body.length + 4);
  return chunk;
}

import fc from 'fast-check';

const surrogates = 2048;

/** Any code point but half a pair; of Latin ones more. In place of fast-check's `binary`, which takes a second to be made, anew in each file. */
export const anyCharacter = fc
  .oneof(fc.nat(0xff), fc.nat(0x10ffff - surrogates))
  .map((at) => String.fromCodePoint(at < 0xd800 ? at : at + surrogates));

/** Any text that Unicode has. */
export const anyText = fc.string({ unit: anyCharacter });

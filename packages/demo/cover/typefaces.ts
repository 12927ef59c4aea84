import { createRequire } from 'node:module';

/** A font, from the TTF file of an npm package. */
export interface Typeface {
  readonly family: string;
  readonly weight: number;
  readonly style: 'normal' | 'italic';
  readonly file: string;
}

/** The typefaces of the covers. */
export const TYPEFACES = {
  playfair: typeface('Playfair Display', '700Bold'),
  playfairItalic: typeface('Playfair Display', '600SemiBold_Italic'),
  garamond: typeface('EB Garamond', '500Medium'),
  garamondItalic: typeface('EB Garamond', '500Medium_Italic'),
  oswald: typeface('Oswald', '600SemiBold'),
  josefin: typeface('Josefin Sans', '700Bold'),
  josefinLight: typeface('Josefin Sans', '400Regular'),
  cinzel: typeface('Cinzel', '700Bold'),
  limelight: typeface('Limelight', '400Regular'),
  // Inside these two files the family is spelled in another way.
  fell: { ...typeface('IM Fell English', '400Regular'), family: 'IM FELL English' },
  fellItalic: { ...typeface('IM Fell English', '400Regular_Italic'), family: 'IM FELL English' },
  abril: typeface('Abril Fatface', '400Regular'),
} as const;

/** The font options of resvg: ours only, so that a cover is the same on every machine. */
export const FONTS = {
  loadSystemFonts: false,
  fontFiles: Object.values(TYPEFACES).map((face) => face.file),
};

function typeface(family: string, variant: string): Typeface {
  const folder = family.toLowerCase().replaceAll(' ', '-');
  const path = `@expo-google-fonts/${folder}/${variant}/${family.replaceAll(' ', '')}_${variant}.ttf`;
  return {
    family,
    weight: Number.parseInt(variant, 10),
    style: variant.endsWith('Italic') ? 'italic' : 'normal',
    file: createRequire(import.meta.url).resolve(path),
  };
}

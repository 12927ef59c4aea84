import { familyName, fitting } from '../models/by-pattern.ts';

/** What an image takes by tiles of 512 pixels, after it is shrunk into 2048 × 2048 and its shorter side to 768. */
export interface Tiles {
  base: number;
  tile: number;
}

/** What an image takes by patches of 32 pixels, each of so many tokens. */
export interface Patches {
  factor: number;
  /** Larger images are shrunk to so many patches and so many pixels a side; absent where they are not. */
  budget?: PatchBudget;
  /** Where high detail shrinks, and detail that is left to the model does not. */
  high?: PatchBudget;
}

export interface PatchBudget {
  patches: number;
  side: number;
}

export type ImageRule = Tiles | Patches;

/** The day on which the table was held against OpenAI's guide "Images and vision", and against what was measured. */
export const imagesCheckedOn = '2026-11-28';

const small = { patches: 1536, side: 2048 };
const large = { patches: 2500, side: 2048 };
const gpt4: Tiles = { base: 85, tile: 170 };
const gpt5: Tiles = { base: 70, tile: 140 };
const oSeries: Tiles = { base: 75, tile: 150 };
const unshrunk: Patches = { factor: 1.2, high: { patches: 2500, side: Number.POSITIVE_INFINITY } };

/**
 * Families by patterns of names; of several that fit, the longest holds. Of gpt-4.1-mini and -nano the guide has named
 * another budget since, and their old one was measured; of gpt-5-mini the measured factor is the guide's newer one.
 * The guide is silent about the other models of gpt-6.
 */
export const imageFamilies: Readonly<Record<string, ImageRule>> = {
  'gpt-4o*': gpt4,
  'chatgpt-4o*': gpt4,
  'gpt-4o-mini*': { base: 2833, tile: 5667 },
  'gpt-4-turbo*': gpt4,
  'gpt-4.1*': gpt4,
  'gpt-4.5*': gpt4,
  'gpt-4.1-mini*': { factor: 1.62, budget: small },
  'gpt-4.1-nano*': { factor: 2.46, budget: small },
  'o1*': oSeries,
  'o3*': oSeries,
  'o4-mini*': { factor: 1.72, budget: small },
  'gpt-5': gpt5,
  'gpt-5-2*': gpt5,
  'gpt-5-chat*': gpt5,
  'gpt-5.1*': gpt5,
  'gpt-5-mini*': { factor: 1.2, budget: small },
  'gpt-5-nano*': { factor: 1.5, budget: small },
  'gpt-5.2*': { factor: 1.2, budget: small },
  'gpt-5.3*': { factor: 1.2, budget: small },
  'gpt-5.4*': { factor: 1.2, budget: large },
  'gpt-5.5*': { factor: 1.2, budget: { patches: 10_000, side: 6000 }, high: large },
  'gpt-5.6*': unshrunk,
  'gpt-6-astra*': unshrunk,
};

/** How a model counts images; undefined where nobody says. A tuned model counts as its base does. */
export function imageRuleOf(model: string): ImageRule | undefined {
  return fitting(imageFamilies, familyName(model))[0];
}

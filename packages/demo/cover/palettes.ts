/** Colours that go together: the ground, what is printed on it, a strong second colour, a shade near the ground. */
export interface Palette {
  readonly ground: string;
  readonly ink: string;
  readonly accent: string;
  readonly shade: string;
}

const palette = (ground: string, ink: string, accent: string, shade: string): Palette => ({
  ground,
  ink,
  accent,
  shade,
});

/** Light print on a dark ground. */
export const DARK: readonly Palette[] = [
  palette('#1b2a41', '#f2e8cf', '#e0a458', '#2c4160'),
  palette('#57191f', '#f3e3c3', '#dba94a', '#74262b'),
  palette('#1f3d36', '#f1e9d2', '#cfa855', '#2f5a4e'),
  palette('#3a2340', '#f6e8d6', '#e8964f', '#563760'),
  palette('#24242b', '#efe6d5', '#d8586a', '#3a3a46'),
  palette('#0f4757', '#fbf3e4', '#f4a259', '#1c6477'),
];

/** Dark print on a light ground. */
export const LIGHT: readonly Palette[] = [
  palette('#f4ead5', '#2b2622', '#b23a2e', '#e3d3b0'),
  palette('#dfe5d2', '#22362b', '#b5532f', '#bccaa8'),
  palette('#d8e5ea', '#1b3145', '#cf5f36', '#adc8d4'),
  palette('#f5dfd3', '#43222b', '#a23b4d', '#e6bfad'),
  palette('#e9bf55', '#2a2320', '#9f3024', '#f2d78e'),
  palette('#e6e1d8', '#2f2d2b', '#3f6b7c', '#cbc3b4'),
];

/** Print close to its ground, as on worn or fashionable covers. */
export const FAINT: readonly Palette[] = [
  palette('#cfc8ba', '#857a68', '#958a77', '#c1b8a6'),
  palette('#2e3440', '#76839a', '#606d84', '#39404e'),
  palette('#b9c4b4', '#71806b', '#7f8d79', '#abb8a5'),
];

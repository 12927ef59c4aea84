import { buildMessages } from '../answering/prompt.ts';
import { autoEpochsOf } from '../spec/provider-kinds.ts';
import type { RunSpec } from '../spec/run-spec.ts';
import { type CountText, imagePartsOf, tokensOfTexts } from '../tokens/message-tokens.ts';
import type { EstimatedTraining } from './estimate-schema.ts';
import { imageCounter, type ProbedImage } from './image-counts.ts';
import { type MeasuredData, type MeasuredRows, scaleOf, sizesIn } from './measured-data.ts';
import { costOf, priceOf } from './prices.ts';

/** What training will probably take; undefined without any. */
export function estimateTraining(
  spec: RunSpec,
  data: MeasuredData,
  count: CountText,
  { trainedBy, probed }: { trainedBy?: string | undefined; probed?: ProbedImage | undefined } = {},
): EstimatedTraining | undefined {
  const { fineTune } = spec;
  if (!fineTune || !data.train) return undefined;
  const { model, provider = spec.provider } = fineTune;
  const lines = Math.round(data.train.rows.length * scaleOf(data.train));
  const { epochs, epochsBy } = epochsOf(spec, fineTune.hyperparameters.epochs, lines);
  const { tokens, imagesKnown } = tokensOfLines(spec, data, data.train, { count, probed });
  const price = priceOf(spec, provider, model);
  const amount = price?.training === undefined || !imagesKnown ? undefined : costOf(tokens * epochs, price.training);
  return {
    provider,
    model,
    lines,
    tokens,
    epochs,
    epochsBy,
    imagesKnown,
    ...(trainedBy !== undefined && { trainedBy }),
    ...(price && amount !== undefined && { cost: trainedBy ? free(price) : money(price, amount) }),
  };
}

function tokensOfLines(
  spec: RunSpec,
  data: MeasuredData,
  train: MeasuredRows,
  { count, probed }: { count: CountText; probed: ProbedImage | undefined },
) {
  const { prompt, fineTune } = spec;
  const sent = { sizes: sizesIn(data), detail: prompt.image.detail };
  const images = imageCounter(fineTune?.model ?? '', sent, probed);
  let tokens = 0;
  let imagesKnown = true;
  for (const row of train.rows) {
    const messages = buildMessages(prompt, data.examples, row, { images: true, examples: true });
    tokens += tokensOfTexts(messages, count) + count(row.targets[0] ?? '');
    if (images) tokens += images.count(messages);
    else if (imagePartsOf(messages).length > 0) imagesKnown = false;
  }
  return { tokens: Math.round(tokens * scaleOf(train)), imagesKnown };
}

function epochsOf(
  spec: RunSpec,
  wanted: number | 'auto',
  lines: number,
): Pick<EstimatedTraining, 'epochs' | 'epochsBy'> {
  return wanted === 'auto' ? autoEpochsOf(spec, lines) : { epochs: wanted, epochsBy: 'spec' };
}

function money({ currency }: { currency: string }, amount: number) {
  return { currency, typical: amount, most: amount };
}

function free(price: { currency: string }) {
  return money(price, 0);
}

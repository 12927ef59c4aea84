import { createHash } from 'node:crypto';
import { providerOfCandidate } from '../cost/prices.ts';
import type { Metrics } from '../measuring/metrics-schema.ts';
import { parametersByWho } from '../models/asked.ts';
import type { Looks } from '../report/report-schema.ts';
import type { CandidateResult, RunInput } from '../run/run.ts';
import { isAtHome } from '../spec/known-providers.ts';
import type { RunSpec } from '../spec/run-spec.ts';
import { minimumClusters } from '../statistics/clustered.ts';
import type { AnswersIdentity } from '../stored/identity.ts';
import { storage } from '../stored/origin.ts';
import { primaryRuleOf, ruleChange } from './primary-rule.ts';

/** What a run leaves behind once its answers have been measured. */
export interface Look {
  run: string;
  /** The schedule whose run it was: all its runs are one series of looks. */
  schedule?: string;
  /** ISO 8601, UTC. */
  at: string;
  /** A trial shows scores and compares nothing. */
  isTrial: boolean;
  candidates: readonly {
    name: string;
    /** With its provider. */
    model: string;
    /** Hash of how it was asked: parameters, prompt, repeats. */
    setup: string;
    /** Identifies what it said: answers that were given before are known by it. Absent in looks of 0.1.0. */
    answers?: string;
    /** Its answers were given before. */
    stored?: true;
  }[];
  /** The primary comparison in phrases; absent when the spec names none. */
  rule?: readonly string[];
}

type LookedAt = Look['candidates'][number];

/** A look of others, and how many of our images it saw. */
export interface SharedLook extends Look {
  images: number;
}

/** Looks that a report lists; it counts all of them. */
const mostListed = 20;

/** The look of a run whose answers have been measured, by the identities of its providers. */
export function lookOf(
  run: RunInput,
  spec: RunSpec,
  asked: readonly CandidateResult[],
  at: Date,
  identities: Readonly<Record<string, string>> = {},
  given: ReadonlyMap<string, AnswersIdentity> = new Map(),
): Look {
  const candidates = asked.map(({ candidate, model }): LookedAt => {
    const { answers, stored } = given.get(candidate) ?? {};
    if (answers !== undefined && stored) return storedLook(candidate, model, answers);
    return {
      name: candidate,
      model: servedModel(spec, candidate, model, identities),
      setup: setupOf(spec, candidate),
      ...(answers !== undefined && { answers }),
    };
  });
  const rule = primaryRuleOf(spec, (name) => modelOf(name, candidates));
  return {
    run: run.runId,
    ...(run.schedule && { schedule: run.schedule.id }),
    at: at.toISOString(),
    isTrial: run.limit !== undefined,
    candidates,
    ...(rule && { rule }),
  };
}

/** Hash of how a candidate is asked: parameters, prompt, repeats. */
function setupOf(spec: RunSpec, candidate: string): string {
  const parameters = parametersByWho(spec).get(candidate);
  return hashOf([{ ...spec.candidates[candidate], parameters }, spec.prompt, spec.repeats]);
}

/** Answers that were given before count by nothing but what they are. */
function storedLook(name: string, model: string, answers: string): LookedAt {
  const known = `${storage}/${model}@${answers.slice(0, 12)}`;
  return { name, model: known, setup: hashOf([model, answers]), answers, stored: true };
}

/** Whether each candidate has answered anything: otherwise nothing was measured, and no rule is fixed. */
export function haveAnswered({ candidates }: Pick<Metrics, 'candidates'>): boolean {
  return candidates.every(({ slices: [all] }) => (all?.answered ?? 0) > 0);
}

/** Whether two looks are of one run, which may have been retried, or of one schedule: the second is no look of others. */
export function isOneSeries(one: Look, other: Look): boolean {
  return one.run === other.run || (one.schedule !== undefined && one.schedule === other.schedule);
}

/** The first look of a series by the same rule as its newest one, whose later ones are no earlier measurement of others. */
export function firstOf(own: Look, looks: readonly Look[]): Look {
  const same = looks.filter((look) => isOneSeries(look, own) && JSON.stringify(look.rule) === JSON.stringify(own.rule));
  return same.reduce((first, look) => (inTime(look, first) < 0 ? look : first), own);
}

/** A candidate's model with who serves it, by which two runs tell whether they have asked the same one. */
export function servedModel(
  spec: RunSpec,
  candidate: string,
  model: string,
  identities: Readonly<Record<string, string>>,
): string {
  return `${whoServes(providerOfCandidate(spec, candidate), identities)}/${model}`;
}

/** A provider's name says who it is only where it stands for one address: what a stand-in said is no look at the other. */
function whoServes(provider: string, identities: Readonly<Record<string, string>>): string {
  const identity = identities[provider];
  return identity === undefined || isAtHome(provider, identity) ? provider : identity;
}

function modelOf(name: string, candidates: Look['candidates']): string {
  return candidates.find((candidate) => candidate.name === name)?.model ?? name;
}

function hashOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}

/** Counts the looks of others at our images, those of a schedule as one, and lists the newest. */
export function countLooks(others: readonly SharedLook[], images: number): Looks {
  const setups = others.flatMap(({ candidates }) => candidates.map(({ model, setup }) => `${model} ${setup}`));
  const alone = others.filter(({ schedule }) => schedule === undefined);
  const schedules = Map.groupBy(others, ({ schedule }) => schedule);
  schedules.delete(undefined);
  const lines = [...alone.map(lineOf), ...[...schedules.values()].map(lineOfSchedule)];
  return {
    images,
    times: lines.length,
    runs: new Set(alone.map(({ run }) => run)).size,
    ...(schedules.size > 0 && { schedules: schedules.size }),
    candidates: new Set(setups).size,
    latest: lines.sort((a, b) => inTime(b, a)).slice(0, mostListed),
  };
}

function lineOf({ run, at, images, candidates, isTrial }: SharedLook): Looks['latest'][number] {
  const names = candidates.map(({ name }) => name);
  return { run, at, images, candidates: names, ...(isTrial && { trial: true as const }) };
}

function lineOfSchedule(looks: readonly SharedLook[]): Looks['latest'][number] {
  const newest = looks.reduce((last, look) => (inTime(last, look) < 0 ? look : last));
  const runs = new Set(looks.map(({ run }) => run)).size;
  return { ...lineOf(newest), ...(newest.schedule !== undefined && { schedule: newest.schedule }), runs };
}

/**
 * Why a look confirms nothing: on images of ours the compared models had been measured by another rule first. The first
 * rule stays the primary one whatever is tried after it. Fewer images than could decide anything do not count.
 */
export function whyExploratory(
  own: Look,
  spec: RunSpec,
  others: readonly SharedLook[],
  images: number,
): string | undefined {
  const { verdict } = spec;
  if (!verdict || !own.rule || own.isTrial) return undefined;
  const pair = [verdict.compare, verdict.against].map((name) => own.candidates.find((one) => one.name === name));
  const [first] = others
    .filter((look) => !look.isTrial && look.images >= minimumClusters && inTime(look, own) < 0)
    .filter((look) => pair.every((wanted) => wanted && counterpartIn(look, wanted)))
    .sort(inTime);
  if (!first) return undefined;
  const rule = ruleAsIn(first, own, spec);
  if (JSON.stringify(first.rule) === JSON.stringify(rule)) return undefined;
  const how = first.rule ? `by another rule (${ruleChange(first.rule, rule)})` : 'without naming a comparison';
  return `run ${first.run} had measured the same models on ${first.images} of these ${images} images before, ${how}`;
}

/** Who of an earlier look a candidate is: a model that is asked again, or the one that gave the very answers. */
function counterpartIn(look: Look, { stored, model, answers }: LookedAt): LookedAt | undefined {
  return look.candidates.find((other) => (stored ? other.answers === answers : other.model === model));
}

/** Our rule as an earlier look would have written it: the same answers may have been a model that was asked there. */
function ruleAsIn(look: Look, own: Look, spec: RunSpec): readonly string[] {
  const named = (name: string) => {
    const candidate = own.candidates.find((one) => one.name === name);
    return (candidate && counterpartIn(look, candidate)?.model) ?? modelOf(name, own.candidates);
  };
  return primaryRuleOf(spec, named) ?? [];
}

function inTime(a: Pick<Look, 'at' | 'run'>, b: Pick<Look, 'at' | 'run'>): number {
  const [first, second] = [`${a.at} ${a.run}`, `${b.at} ${b.run}`];
  return first < second ? -1 : Number(first > second);
}

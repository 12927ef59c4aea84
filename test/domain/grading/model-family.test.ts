import { describe, expect, it } from '@jest/globals';
import { areOfOneFamily } from '../../../domain/grading/model-family.ts';

describe('areOfOneFamily', () => {
  it.each([
    ['gpt-4o-2024-08-06', 'gpt-4.1-mini'],
    ['ft:gpt-4o-2024-08-06:acme::abc123', 'gpt-6-luna'],
    ['o3-mini', 'chatgpt-4o-latest'],
    ['claude-opus-4-1', 'us.anthropic.claude-3-5-sonnet-20240620-v1:0'],
    ['gemini-2.5-pro', 'google/gemma-3-27b-it'],
    ['meta-llama/Llama-3.2-11B-Vision-Instruct', 'llava-1.5-7b'],
    ['Qwen/Qwen2.5-VL-7B-Instruct', 'accounts/fireworks/models/qwq-32b'],
    ['pixtral-12b', 'mistral-large-latest'],
    ['deepseek-r1-distill-llama-70b', 'llama-4-scout'],
    ['sandbox-judge', 'sandbox-judge'],
    ['acme-vl-7b', 'ft:acme-vl-7b:us::x'],
  ])('finds %s and %s related', (one, other) => {
    expect(areOfOneFamily(one, other)).toBe(true);
    expect(areOfOneFamily(other, one)).toBe(true);
  });

  it.each([
    ['gpt-4o', 'claude-opus-4-1'],
    ['sandbox-judge', 'gpt-4o-2024-08-06'],
    ['qwen2.5-vl', 'llama-3.2-vision'],
    ['ft:gpt-4o:claude-fans::x', 'claude-3-haiku'],
    ['acme-vl-7b', 'acme-vl-72b'],
    ['solo1', 'o1'],
    ['echo-0', 'sandbox-judge'],
  ])('finds %s and %s unrelated', (one, other) => {
    expect(areOfOneFamily(one, other)).toBe(false);
    expect(areOfOneFamily(other, one)).toBe(false);
  });
});

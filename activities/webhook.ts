import { createHash, createHmac } from 'node:crypto';
import type { Notify } from '../domain/notify/notify.ts';
import { waitAskedFor } from '../providers/waits.ts';

/** Webhooks by names of variables. Nothing that is thrown holds an address or a secret. */
export interface Webhooks {
  /** Throws {@link WebhookError} with the variable to set where one is missing or cannot be used. */
  check(notify: Pick<Notify, 'webhook' | 'secret'>): void;
  /** Posts once. Throws {@link WebhookError} unless it was taken. */
  post(notify: Pick<Notify, 'webhook' | 'secret'>, event: WebhookEvent): Promise<void>;
}

/** What is posted. */
export interface WebhookEvent {
  /** The same whenever this event is posted. */
  id: string;
  body: object;
  signal?: AbortSignal;
}

/** A webhook cannot be used, or has not taken what was posted. */
export class WebhookError extends Error {
  override name = 'WebhookError';
  /** What it asks one to wait, in milliseconds; absent where it says nothing. */
  readonly wait: number | undefined;

  constructor(message: string, wait?: number) {
    super(message);
    this.wait = wait;
  }
}

/** Reads addresses and secrets from a worker's environment. `timeout` is in milliseconds. */
export function createWebhooks(environment: NodeJS.ProcessEnv, { timeout = 10_000 } = {}): Webhooks {
  const read = (name: string) => environment[name]?.trim() ?? '';

  return {
    check({ webhook, secret }) {
      addressOf(webhook, read(webhook));
      if (secret !== undefined) keyOf(secret, read(secret));
    },
    async post({ webhook, secret }, { id, body, signal }) {
      const content = JSON.stringify(body);
      const signed = signedHeaders(idOf(id), content, secret === undefined ? undefined : keyOf(secret, read(secret)));
      const response = await fetch(addressOf(webhook, read(webhook)), {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...signed },
        body: content,
        // Somebody else may listen where a redirect leads.
        redirect: 'manual',
        signal: AbortSignal.any([AbortSignal.timeout(timeout), ...(signal ? [signal] : [])]),
      }).catch((error: unknown) => {
        throw new WebhookError(`the webhook cannot be reached (${codeOf(error)})`);
      });
      // The body is not read: nobody needs it, however long it is.
      await response.body?.cancel().catch(() => undefined);
      if (!response.ok) throw notTaken(response);
    },
  };
}

function addressOf(name: string, value: string): URL {
  const where = `notify.webhook: ${name}`;
  if (value === '') {
    throw new WebhookError(
      `${where} is not set in the environment of the worker. Set it to the address of the webhook, and start the worker again.`,
    );
  }
  const address = URL.canParse(value) ? new URL(value) : undefined;
  const isUsable = address && /^https?:$/.test(address.protocol) && !address.username && !address.password;
  if (isUsable) return address;
  throw new WebhookError(`${where} holds no address, such as https://host/path, without a user in it. Mend it.`);
}

/** A secret of Standard Webhooks. */
function keyOf(name: string, value: string): Buffer {
  const [, encoded = ''] = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(value) ?? [];
  const key = Buffer.from(encoded, 'base64');
  if (key.length >= 24 && key.length <= 64) return key;
  const made = 'made by: echo "whsec_$(openssl rand -base64 32)"';
  throw new WebhookError(
    `notify.secret: ${name} ${value === '' ? 'is not set in the environment of the worker' : 'is no secret of Standard Webhooks'}. ` +
      `Set it to whsec_ and 24 to 64 bytes in base64, ${made}, and start the worker again.`,
  );
}

/** As Standard Webhooks has it: the id tells repetitions, the time is that of the attempt. */
function signedHeaders(id: string, content: string, key: Buffer | undefined): Record<string, string> {
  const timestamp = String(Math.floor(Date.now() / 1000));
  const signature = key && createHmac('sha256', key).update(`${id}.${timestamp}.${content}`).digest('base64');
  return {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    ...(signature !== undefined && { 'webhook-signature': `v1,${signature}` }),
  };
}

/** Without a full stop, which parts what is signed. */
function idOf(id: string): string {
  return `msg_${createHash('sha256').update(id).digest('hex').slice(0, 32)}`;
}

function notTaken({ status, headers }: Response): WebhookError {
  const isRedirect = status >= 300 && status < 400;
  const remark = isRedirect ? ', a redirect, which is not followed: name its target itself' : '';
  // A wait of nothing would be no pause at all.
  return new WebhookError(`the webhook answered HTTP ${status}${remark}`, waitAskedFor(headers) || undefined);
}

/** Such as `ECONNREFUSED`; messages hold addresses. */
function codeOf(error: unknown): string {
  const { name, code, cause } = error as { name?: unknown; code?: unknown; cause?: { code?: unknown } };
  const words = [cause?.code, code, name].map(String);
  return words.find((word) => /^[A-Za-z][A-Za-z_]{3,40}$/.test(word) && word !== 'undefined') ?? 'unknown';
}

# Two images: the service (worker and client), and the sandbox. Debian, since Temporal's SDK does not run on Alpine.
FROM node:24-bookworm-slim AS base

RUN apt-get update \
  && apt-get install --yes --no-install-recommends ca-certificates \
  && rm -rf /var/lib/apt/lists/*

WORKDIR /app
ENV NODE_ENV=production

# No install script is needed here: the one that counts elsewhere brings Node 24, and this image has it.
COPY package.json package-lock.json ./

FROM base AS sandbox
COPY packages/sandbox packages/sandbox
RUN npm ci --omit=dev --workspace=packages/sandbox --ignore-scripts --no-audit --no-fund \
  && npm cache clean --force

# Volumes that are new take over these owners.
RUN mkdir /state && chown node:node /state
USER node

CMD ["node", "packages/sandbox/main.ts", "--host", "0.0.0.0", "--state", "/state"]

# What is built when no target is named.
FROM base AS service
RUN npm ci --omit=dev --workspaces=false --ignore-scripts --no-audit --no-fund \
  && npm cache clean --force \
  && find node_modules/@temporalio/core-bridge/releases -mindepth 1 -maxdepth 1 \
    ! -name "$(uname -m)-unknown-linux-gnu" -exec rm -rf {} +

COPY . .
# The workflow bundle belongs to the image, so that a worker starts at once and writes nothing below /app.
RUN rm -r packages \
  && node --input-type=module --eval 'import { findBundle } from "/app/worker/bundle.ts"; await findBundle()'
ENV TEMPERA_STORE=/store \
  TEMPERA_DATA=/data \
  TEMPERA_CACHE=/cache \
  NODE_COMPILE_CACHE=/cache/compiled \
  MALLOC_ARENA_MAX=2 \
  MALLOC_MMAP_THRESHOLD_=524288 \
  MALLOC_TRIM_THRESHOLD_=131072

RUN mkdir /store /data /cache && chown node:node /store /cache
USER node

CMD ["node", "--max-semi-space-size=8", "--max-old-space-size=1024", "worker/main.ts"]

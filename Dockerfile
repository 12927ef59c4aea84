# One image for the worker, the sandbox and the client. Debian, since Temporal's SDK does not run on Alpine.
FROM node:24-bookworm-slim

RUN apt-get update \
  && apt-get install --yes --no-install-recommends ca-certificates \
  && rm -rf /var/lib/apt/lists/*

WORKDIR /app

# No install script is needed here: the one that counts elsewhere brings Node 24, and this image has it.
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund \
  && npm cache clean --force \
  && find node_modules/@temporalio/core-bridge/releases -mindepth 1 -maxdepth 1 \
    ! -name "$(uname -m)-unknown-linux-gnu" -exec rm -rf {} +

COPY . .
# The workflow bundle belongs to the image, so that a worker starts at once and writes nothing below /app.
RUN node --input-type=module --eval 'import { findBundle } from "/app/worker/bundle.ts"; await findBundle()'
ENV NODE_ENV=production \
  TEMPERA_STORE=/store \
  TEMPERA_DATA=/data

# Volumes that are new take over these owners.
RUN mkdir /store /state /data && chown node:node /store /state
USER node

CMD ["node", "--max-semi-space-size=2", "--max-old-space-size=1024", "worker/main.ts"]

# What a node of a cluster runs: the agent, and a browser. `npm run image` prepares the folder live-load/ and builds it.
ARG BASE=node:22-bookworm-slim
FROM ${BASE}
RUN apt-get update \
  && apt-get install -y --no-install-recommends chromium-headless-shell ca-certificates fonts-liberation \
  && rm -rf /var/lib/apt/lists/*
COPY live-load /opt/live-load
ENV NODE_ENV=production
# Nobody: the agent needs no rights, and no home but a temporary one.
USER 65532:65532
ENTRYPOINT ["node", "/opt/live-load/dist/agent/watchdog/watchdog.js"]

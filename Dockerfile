# docker build -t tidemark . && docker run -v ./logs:/var/log/tidemark:ro -v tidemark:/var/lib/tidemark tidemark
# docs/INSTALL.md says what can be set.
FROM node:22-bookworm-slim AS build
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci
COPY . .
RUN npm run build && npm prune --omit=dev

FROM node:22-bookworm-slim
RUN groupadd --system tidemark \
 && useradd --system --gid tidemark --home-dir /var/lib/tidemark --no-create-home tidemark \
 && install -d -o tidemark -g tidemark /var/lib/tidemark /var/log/tidemark
COPY --from=build /build/package.json /opt/tidemark/
COPY --from=build /build/node_modules /opt/tidemark/node_modules
COPY --from=build /build/dist /opt/tidemark/dist
COPY --from=build /build/db /opt/tidemark/db
COPY packaging/healthcheck.js /opt/tidemark/
COPY packaging/container.yaml /etc/tidemark/tidemark.yaml
# Nobody but this container reaches it there; TIDEMARK_LISTEN=:8080 opens it to whoever has TIDEMARK_TOKEN.
ENV NODE_ENV=production TIDEMARK_LISTEN=127.0.0.1:8080
USER tidemark
WORKDIR /var/lib/tidemark
VOLUME ["/var/lib/tidemark"]
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s CMD ["node", "/opt/tidemark/healthcheck.js"]
# Without a shell, so that signals reach it; the -- leaves options such as --env-file to it, not to Node.
ENTRYPOINT ["node", "--", "/opt/tidemark/dist/cli/main.js"]
CMD ["run", "/etc/tidemark/tidemark.yaml"]

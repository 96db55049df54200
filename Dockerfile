# syntax=docker/dockerfile:1
FROM node:24-slim AS web
WORKDIR /web
COPY web/package.json web/package-lock.json web/.npmrc ./
RUN npm ci
COPY web/ ./
RUN npm run build

FROM python:3.12-slim AS python
WORKDIR /srv/reception
# The bytecode is made here: the running container cannot write it.
ENV UV_COMPILE_BYTECODE=1
RUN pip install --no-cache-dir uv==0.13.8 && python -m venv .venv
COPY requirements.lock ./
RUN VIRTUAL_ENV=/srv/reception/.venv uv pip install --no-cache --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE NOTICE ./
COPY schedules/ schedules/
COPY server/ server/
RUN VIRTUAL_ENV=/srv/reception/.venv uv pip install --no-cache --no-deps --editable . && .venv/bin/python -m compileall -q server

FROM python:3.12-slim
# The font of printed pages (PDF); without one they are refused with a sentence that says so.
RUN apt-get update -qq && apt-get install -qq -y --no-install-recommends fonts-noto-cjk && rm -rf /var/lib/apt/lists/*
# Everything that changes lies in /data; the rest may be mounted read-only.
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin reception && install -d -o reception -m 0700 /data
COPY --from=python /srv/reception /srv/reception
COPY --from=web /web/dist /srv/reception/web/dist
ENV PATH=/srv/reception/.venv/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 \
    RECEPTION_DATA=/data RECEPTION_HOST=0.0.0.0 RECEPTION_PORT=8080
USER reception
WORKDIR /data
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8080/readyz', timeout=2)"]
ENTRYPOINT ["reception"]
CMD ["serve"]

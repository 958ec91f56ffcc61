# syntax=docker/dockerfile:1
# One image for the service, its workers, the review desk, Chroma and the workers of a cluster.
# tests/packaging/check_install.py runs the same commands without a Docker engine.

FROM python:3.11-slim AS build
WORKDIR /src
RUN python -m venv /opt/gouji
COPY pyproject.toml requirements.lock README.md LICENSE ./
COPY schemas schemas
COPY prompts prompts
COPY extraction extraction
COPY evals evals
COPY ui ui
# Only what it needs, at the versions of the lock.
RUN --mount=type=cache,target=/root/.cache/pip \
    /opt/gouji/bin/python -m pip install --constraint requirements.lock ".[postgres,s3]"

FROM python:3.11-slim
# A second reader for accused figures (GOUJI_SECOND_READER=tesseract).
RUN apt-get update \
    && apt-get install -y --no-install-recommends tesseract-ocr tesseract-ocr-chi-sim \
    && rm -rf /var/lib/apt/lists/*
RUN useradd --uid 10001 --create-home gouji && install -d -o gouji -g gouji /data
COPY --from=build /opt/gouji /opt/gouji
ENV PATH=/opt/gouji/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    GOUJI_DATA=/data
USER gouji
WORKDIR /data
VOLUME /data
EXPOSE 8080 8501
CMD ["gouji", "serve", "--host", "0.0.0.0", "--port", "8080", "--workers", "1"]

# Two images: the proxy, and one for the web server, the workers and beat; docker-compose.yml has them all.
FROM caddy:2.11.7-alpine AS proxy
COPY docker/Caddyfile /etc/caddy/Caddyfile
RUN adduser -S -D -H -u 1000 proxy && chown -R proxy /data /config
USER proxy

FROM python:3.11.14-slim-bookworm AS site

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1

# Pango, which draws the PDFs.
RUN apt-get update && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core && rm -rf /var/lib/apt/lists/*

# Everything that is written lies in /var/lib/carelane, and belongs to a user without rights. The number stays the same
# from release to release, or a volume would be another's.
RUN useradd --system --uid 990 --user-group --home-dir /var/lib/carelane --create-home carelane

WORKDIR /srv/carelane
COPY requirements/base.txt requirements/base.txt
RUN pip install --require-hashes -r requirements/base.txt

COPY . .
COPY docker/demo /usr/local/bin/demo
ENV CARELANE_STATIC_ROOT=/srv/static
# No secret is needed or kept: what the settings make for themselves goes with the folder. Compiled now, since the
# running image can write nothing beside the code.
RUN CARELANE_VAR=/tmp/build python manage.py collectstatic --noinput && rm -rf /tmp/build && python -m compileall -q .

ENV CARELANE_VAR=/var/lib/carelane
USER carelane
EXPOSE 8000

# The host has to be one that the site answers to.
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s CMD ["python", "-c", "import os, urllib.request as r; r.urlopen(r.Request('http://127.0.0.1:8000/healthz', headers={'Host': os.environ.get('CARELANE_ALLOWED_HOSTS', '127.0.0.1').split(',')[0].lstrip('.*')}), timeout=4)"]
CMD ["gunicorn", "--config", "config/gunicorn.py", "config.wsgi"]

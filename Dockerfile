FROM python:3.11-slim-bookworm

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 ENV=production
WORKDIR /app
COPY requirements.txt .
RUN pip install --no-cache-dir --require-hashes --no-deps -r requirements.txt
COPY . .
# The words below only let the settings load while static files are collected; nothing of them stays in the image.
RUN python -m config.translations \
 && key=00112233445566778899aabbccddeeff \
 && SECRET_KEY=build DATABASE_URL=postgres://build/build REDIS_URL=redis://build CACHE_URL=redis://build \
    ALLOWED_HOSTS=build CSRF_TRUSTED_ORIGINS=https://build DATA_DIR=/tmp \
    FIELD_KEYS=1:$key INDEX_KEY=$key$key \
    python manage.py collectstatic --noinput --verbosity 0 \
 && useradd --system --uid 10001 corrections \
 && install -d -o corrections -m 700 /data
USER corrections
ENV PROCESS=web HOST=0.0.0.0 PORT=8000
EXPOSE 8000
CMD ["gunicorn", "-c", "python:config.gunicorn"]

"""A logs API as a Flask app: appends the line, has the disk keep it, and answers. gunicorn -w 2 flask_logs:app"""

import os

from flask import Flask, request

app = Flask(__name__)
log = os.open(os.environ["LOG"], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)


@app.post("/logs")
def post():
    r = request.get_json()
    line = f"{r['time']} {r['monitor']} {r['probe']} {r['test_id']} {r['status']} {r['latency_ms']} ms\n"
    os.write(log, line.encode())
    os.fsync(log)
    return "", 200

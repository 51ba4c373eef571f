#!/usr/bin/env python3
"""Times `lamctl create` beside `aws lambda create-function` + `aws lambda wait function-active-v2`.

Both against the same MiniStack (`pip install ministack awscli`), in turn, in one run:

    cargo build --release && python3 benches/compare/create.py [RUNS]

Prints the median, minimum and maximum of each, and the ratio pair by pair.
"""

import base64
import http.client
import json
import os
import pathlib
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
import zipfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
LAMCTL = ROOT / "target/release/lamctl"
RUNS = int(sys.argv[1]) if len(sys.argv) > 1 else 7


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def main():
    port = free_port()
    endpoint = f"http://127.0.0.1:{port}"
    env = dict(
        PATH=os.environ["PATH"],
        AWS_ACCESS_KEY_ID="AKIAIOSFODNN7EXAMPLE",
        AWS_SECRET_ACCESS_KEY="secret",
        AWS_REGION="us-east-1",
        AWS_DEFAULT_REGION="us-east-1",
        AWS_ENDPOINT_URL=endpoint,
    )
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        env["HOME"] = str(folder)
        server = subprocess.Popen(
            [shutil.which("ministack")],
            env=env | {"BIND_HOST": "127.0.0.1", "GATEWAY_PORT": str(port)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            for _ in range(300):
                try:
                    urllib.request.urlopen(f"{endpoint}/_ministack/health", timeout=2).read()
                    break
                except OSError:
                    time.sleep(0.1)
            measure(folder, env)
        finally:
            server.terminate()
            server.wait()


def measure(folder, env):
    shutil.copytree(ROOT / "tests/fixtures/hello", folder / "src")
    with zipfile.ZipFile(folder / "code.zip", "w", zipfile.ZIP_DEFLATED) as z:
        z.write(folder / "src/app.py", "app.py")

    def run(*command):
        start = time.perf_counter()
        done = subprocess.run(command, env=env, cwd=folder, capture_output=True, text=True)
        took = time.perf_counter() - start
        assert done.returncode == 0, (command, done.stdout, done.stderr)
        return took

    role = "arn:aws:iam::000000000000:role/hello"
    ours, theirs = [], []
    for n in range(RUNS + 1):
        (folder / "deploy.yaml").write_text(
            f"function_name: ours-{n}\nruntime: python3.13\nhandler: app.handler\nrole: {role}\ncode: {{dir: src}}\n"
        )
        a = run(str(LAMCTL), "create", "-q")
        b = run(
            "aws", "lambda", "create-function", "--function-name", f"theirs-{n}", "--runtime", "python3.13",
            "--handler", "app.handler", "--role", role, "--zip-file", "fileb://code.zip", "--output", "text",
        ) + run("aws", "lambda", "wait", "function-active-v2", "--function-name", f"theirs-{n}")
        if n > 0:  # the first pair warms up
            ours.append(a)
            theirs.append(b)
    for name, times in [("lamctl create", ours), ("aws create-function + wait", theirs)]:
        print(f"{name:28} median {statistics.median(times):.3f} s  min {min(times):.3f}  max {max(times):.3f}  (n={len(times)})")
    ratios = [b / a for a, b in zip(ours, theirs)]
    print(f"{'ratio, pair by pair':28} median {statistics.median(ratios):.1f}  min {min(ratios):.1f}  max {max(ratios):.1f}")
    # The server's own time is in both. Polled without a pause, by a client that costs nothing:
    own = statistics.median(server_time(folder, env, n) for n in range(3))
    print(f"{'the server alone':28} median {own:.3f} s from CreateFunction to Active")
    net = [(b - own) / max(a - own, 0.001) for a, b in zip(ours, theirs)]
    print(f"{'ratio without the server':28} median {statistics.median(net):.1f}  min {min(net):.1f}  max {max(net):.1f}")


def server_time(folder, env, n):
    """From CreateFunction to Active, seen by a raw connection that asks again at once."""
    host = env["AWS_ENDPOINT_URL"].removeprefix("http://")
    connection = http.client.HTTPConnection(host)
    auth = {"Authorization": "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20260101/us-east-1/lambda/aws4_request"}
    code = base64.b64encode((folder / "code.zip").read_bytes()).decode()
    body = dict(FunctionName=f"alone-{n}", Runtime="python3.13", Handler="app.handler", Code=dict(ZipFile=code))
    body["Role"] = "arn:aws:iam::000000000000:role/hello"
    start = time.perf_counter()
    connection.request("POST", "/2015-03-31/functions", json.dumps(body), auth)
    connection.getresponse().read()
    while True:
        connection.request("GET", f"/2015-03-31/functions/alone-{n}/configuration", headers=auth)
        if json.loads(connection.getresponse().read()).get("State") == "Active":
            return time.perf_counter() - start


main()

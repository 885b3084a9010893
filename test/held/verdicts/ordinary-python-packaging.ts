import type { HeldOrdinary, HeldRun } from './contract.ts';

function prints(text: string): HeldRun {
  return { asks: { is: 'program', exitCode: 0, prints: text } };
}

const PACKAGED_PYPROJECT = `[build-system]
requires = ["setuptools>=61"]
build-backend = "setuptools.build_meta"

[project]
name = "ledger"
version = "1.2.0"
dependencies = ["click"]

[project.scripts]
ledger = "ledger.cli:main"
[tool.setuptools.packages.find]
where = ["src"]
`;

const LEDGER_CLI = `import click


@click.command()
@click.argument("amounts", nargs=-1, type=int)
def main(amounts):
    """Adds amounts."""
    click.echo(f"total {sum(amounts)}")
`;

/** Python programs installed or packed in ways that an import has to be followed through. */
export const ORDINARY_PYTHON_PACKAGING: readonly HeldOrdinary[] = [
  {
    id: 'editable-install-with-script',
    says: 'pip install -e: the package is found by a .pth file that leads out of site-packages. ENTRYPOINT is the script, CMD its arguments.',
    files: { 'pyproject.toml': PACKAGED_PYPROJECT, 'src/ledger/__init__.py': '', 'src/ledger/cli.py': LEDGER_CLI },
    dockerfile: `FROM python:3.11-slim
WORKDIR /src
COPY . .
RUN pip install --no-cache-dir -e .
ENTRYPOINT ["ledger"]
CMD ["1", "2"]
`,
    run: { command: ['20', '22'], asks: { is: 'program', exitCode: 0, prints: 'total 42' } },
  },
  {
    id: 'plugins-by-name',
    says: 'Plugins found in a folder and by entry points, loaded by importlib; names of more plugins stand in a list and are skipped.',
    files: {
      'greeter/__init__.py': '',
      'greeter/plugins/__init__.py': '',
      'greeter/plugins/formal.py': 'def greet(name):\n    return f"Good day, {name}"\n',
      'greeter/plugins/short.py': 'def greet(name):\n    return f"Hi {name}"\n',
      'greeter/app.py': `import importlib
import importlib.util
import pkgutil
from importlib.metadata import entry_points

from greeter import plugins

for found in sorted(module.name for module in pkgutil.iter_modules(plugins.__path__)):
    print(importlib.import_module(f"greeter.plugins.{found}").greet("Ada"))
for name in ("greeter_slack", "greeter_mail"):
    if importlib.util.find_spec(name) is not None:
        importlib.import_module(name)
for point in entry_points(group="greeter.plugins"):
    print(point.load()("Grace"))


def main():
    pass
`,
      'pyproject.toml': `[build-system]
requires = ["setuptools>=61"]
build-backend = "setuptools.build_meta"

[project]
name = "greeter"
version = "0.3"

[project.scripts]
greeter = "greeter.app:main"

[project.entry-points."greeter.plugins"]
formal = "greeter.plugins.formal:greet"

[tool.setuptools.packages.find]
include = ["greeter*"]
`,
    },
    dockerfile: `FROM python:3.11-slim
COPY . /tmp/greeter
RUN pip install --no-cache-dir /tmp/greeter && rm -rf /tmp/greeter
CMD ["greeter"]
`,
    run: prints('Good day, Grace'),
  },
  {
    id: 'zipapp-tool',
    says: 'One file: a zip with a shebang that holds the program and its pure dependency; site-packages has neither.',
    files: {
      'app/__main__.py': `import sys

from tabulate import tabulate

print(tabulate([["tea", 3], ["milk", 2]], headers=["item", "price"]), file=sys.stdout)
`,
    },
    dockerfile: `FROM python:3.11-slim AS build
COPY app /app
RUN pip install --no-cache-dir --target /app tabulate \\
 && python -m zipapp /app --python "/usr/bin/env python3" --output /tool.pyz && chmod +x /tool.pyz

FROM python:3.11-slim
COPY --from=build /tool.pyz /usr/local/bin/tool
ENTRYPOINT ["tool"]
`,
    run: prints('milk'),
  },
];

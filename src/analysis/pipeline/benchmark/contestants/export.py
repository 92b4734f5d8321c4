"""Write the project's graph for snakemake and dvc: ``… export BUILT SNAKEMAKE_FOLDER DVC_FOLDER``."""

import json
import sys
from pathlib import Path

from analysis.pipeline.benchmark import graphs


def main(built: str, snakemake: str, dvc: str) -> None:
    """Write both graphs, each into a folder with the files that go into it.

    What tasks make is put there for dvc, which can be told that all is as it should be; snakemake cannot.
    """
    every = graphs.pieces()
    for folder, name, write in (
        (Path(snakemake), "Snakefile", graphs.snakefile),
        (Path(dvc), "dvc.yaml", graphs.dvc_file),
    ):
        graphs.lay_out(every, Path(built), folder, made=name == "dvc.yaml")
        (folder / name).write_text(write(every, Path(built)), encoding="utf-8")
    sys.stdout.write(json.dumps({"tasks": len(every)}) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])

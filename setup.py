"""Compile the kernels: every src/sojourn/kernels/_*.pyx into one stable-ABI extension each."""

import os
from pathlib import Path

from Cython.Build import cythonize
from setuptools import Extension, setup

ROOT = Path(__file__).parent
KERNELS = ROOT / "src" / "sojourn" / "kernels"
CORES = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1

# SOJOURN_KERNELS=_funnel,_follows builds only those: quicker while working on one kernel.
chosen = {name for name in os.environ.get("SOJOURN_KERNELS", "").split(",") if name}
# SOJOURN_BOUNDS=1 checks every access to an array: slow, and how `make bounds` finds a kernel that reaches too far.
checked = os.environ.get("SOJOURN_BOUNDS") == "1"
sources = [path for path in sorted(KERNELS.glob("_*.pyx")) if not chosen or path.stem in chosen]

extensions = [
    Extension(
        f"sojourn.kernels.{path.stem}",
        [str(path.relative_to(ROOT))],
        depends=[str(shared.relative_to(ROOT)) for shared in sorted(KERNELS.glob("_*.px[di]"))],
        define_macros=[("Py_LIMITED_API", "0x030B0000"), ("CYTHON_LIMITED_API", "1")],
        py_limited_api=True,
        extra_compile_args=["-O3", "-g0"],
        extra_link_args=["-Wl,-s"] if os.name == "posix" and os.uname().sysname == "Linux" else [],
    )
    for path in sources
]

setup(
    ext_modules=cythonize(
        extensions,
        force=checked,
        nthreads=CORES,
        show_all_warnings=False,
        language_level=3,
        compiler_directives={
            "boundscheck": checked,
            "wraparound": False,
            "cdivision": True,
            "initializedcheck": False,
            "nonecheck": False,
            "embedsignature": False,
            "binding": False,
        },
    ),
    options={"bdist_wheel": {"py_limited_api": "cp311"}, "build_ext": {"parallel": CORES}},
)

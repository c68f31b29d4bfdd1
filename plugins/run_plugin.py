"""Runs a plugin in Python: python run_plugin.py PLUGIN OUTPUT_FOLDER HSI_FILENAME

A plugin is one of two things.

A module with a function run(output_folder, hsi_filename), as SCOPS has them: the file is imported, run is called with
these two keyword arguments, and the path that it returns is printed as the last line.

Any other script: it is run as a program, python PLUGIN OUTPUT_FOLDER HSI_FILENAME, and prints the path of the file that
it made as its last line.
"""
import ast
import importlib.util
import os
import sys


def has_run(plugin):
    """Whether the file defines run with the two parameters. It is parsed for that, not run."""
    with open(plugin, "rb") as file:
        tree = ast.parse(file.read(), plugin)
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name == "run":
            names = {argument.arg for argument in node.args.args + node.args.kwonlyargs}
            return node.args.kwarg is not None or {"output_folder", "hsi_filename"} <= names
    return False


def main():
    plugin, output_folder, hsi_filename = sys.argv[1:4]
    if not has_run(plugin):
        os.execv(sys.executable, [sys.executable, plugin, output_folder, hsi_filename])
    sys.path.insert(0, os.path.dirname(os.path.abspath(plugin)))
    name = os.path.splitext(os.path.basename(plugin))[0]
    spec = importlib.util.spec_from_file_location(name, plugin)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    product = module.run(output_folder=output_folder, hsi_filename=hsi_filename)
    if not isinstance(product, (str, os.PathLike)):
        sys.exit("run returned no path, but %r" % (product,))
    sys.stdout.flush()
    print(os.fspath(product))


if __name__ == "__main__":
    main()

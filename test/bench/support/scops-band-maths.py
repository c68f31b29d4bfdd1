"""Band maths as SCOPS does it, for comparison: python scops-band-maths.py LEVEL1 EQUATION OUTPUT

Every band of the equation is read whole as float32 with GDAL, NumExpr evaluates the equation, and GDAL writes the result
as ENVI float32 BIL.
"""
import re
import sys

import numexpr
import numpy
from osgeo import gdal

gdal.UseExceptions()
level1, equation, output = sys.argv[1:4]
source = gdal.Open(level1)
bands = {
    name: source.GetRasterBand(int(name[4:])).ReadAsArray().astype(numpy.float32)
    for name in sorted(set(re.findall(r"band\d{1,3}", equation)))
}
result = numexpr.evaluate(equation, local_dict=bands)
target = gdal.GetDriverByName("ENVI").Create(
    output, source.RasterXSize, source.RasterYSize, 1, gdal.GDT_Float32, ["INTERLEAVE=BIL", "SUFFIX=ADD"]
)
target.GetRasterBand(1).WriteArray(result.astype(numpy.float32))
target = None

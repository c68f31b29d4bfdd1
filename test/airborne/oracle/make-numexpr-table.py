#!/usr/bin/env python3
"""Writes numexpr-table.json: what NumExpr makes of some hundred expressions, and what must be refused.

    python3 -m venv /tmp/numexpr && /tmp/numexpr/bin/pip install numexpr==2.14.2 numpy==2.4.6
    /tmp/numexpr/bin/python test/airborne/oracle/make-numexpr-table.py

The table is committed, NumExpr is not needed by the tests. Each expression is evaluated as SCOPS does it: every band a
float32 array in local_dict, the result stored as float32. `refused` says of each expression what NumExpr did with it: the
name of its error, or "accepted" where the refusal is ours alone, with the reason beside it.
"""
import json
import random
import sys
import warnings
from pathlib import Path

import numexpr
import numpy as np

warnings.simplefilter("ignore")
numexpr.set_num_threads(1)

NAN, INF = float("nan"), float("inf")
BANDS = {
    "band1": [0, 1, -1, 2.5, -2.5, 0.1, 100, 1234.5, 65535, 3e38, -3e38, 1e-30, 0.5, -0.75, 7, NAN],
    "band2": [0, 1, 2, -3, 3, 0.3, 7, 432.25, 1, 2, 1e10, 1e-30, -0.5, 0.25, -3, 1],
    "band3": [5, 0, -7, 0.75, 1e-3, 12, -12, 300, 4095, 1, -1, 1e20, 1.5, 2, 3, INF],
    "band4": [812, 640, 95, 2047, 1, 0, 333, 1500, 60000, 10, 20, 30, 40, 50, 60, 70],
}
COLUMNS = {name: np.array(values, dtype=np.float32) for name, values in BANDS.items()}


def value_expressions():
    """Each operator and function with each type, then combinations, then random ones.

    NumExpr lacks `2 // band1` and `True & (band1 > 0)` (only the other way round); they have their plain meaning here.
    """
    yield from """
        band1
        band001
        band01+band2
        -band1
        +band1
        --band1
        -band1**2
        (-band1)**2
        band1+band2
        band1-band2
        band1*band2
        band1/band2
        band1//band2
        band1%band2
        band1**band2
        band1+2
        2+band1
        band1-2
        2-band1
        band1*2
        band1/2
        2/band1
        band1//2
        band1%3
        -7%band2
        7%band2
        band1%-3
        band1%0
        band1//0
        band1/0
        band1*0.1
        0.1*band1
        band1+0.1
        band1-0.1
        band1/0.1
        band1//0.1
        band1%0.3
        band1%2.5
        band1*.5
        band1*5.
        band1*1e3
        band1*1E-3
        band1*1e+2
        band1*True
        band1+False
        1/3*band1
        7//2*band1
        -7//2*band1
        7%3*band1
        -7%3*band1
        2.2%-3*band1
        2**10*band1
        2**-1*band1
        2**3**2*band1
        -2**2*band1
        (1<<4)*band1
        (255>>3)+band1
        (6&3)+band1
        (6|3)+band1
        (6^3)+band1
        (~6)+band1
        (1<2)+band1
        (True+True)*band1
        band1**2
        band1**3
        band1**4
        band1**7
        band1**10
        band1**0
        band1**1
        band1**-1
        band1**-2
        band1**0.5
        band1**1.5
        band1**2.5
        band1**-0.5
        band1**2.0
        band1**-1.0
        band1**0.3
        band1**2.3
        band2**50
        band2**51
        band2**-3.5
        2**band2
        2.0**band2
        (-2)**band2
        (-8)**band2
        band1**band2**2
        (band1**band2)**2
        band1**-band2
        band1<band2
        band1<=band2
        band1>band2
        band1>=band2
        band1==band2
        band1!=band2
        band1<1
        1<band1
        band1==0
        band1!=band1
        band1>0.1
        band1==0.1
        band1>=0.1
        band1<3000000000
        band1+3000000000
        band1*16777217
        ~(band1<band2)
        (band1>0)&(band2>0)
        (band1>0)|(band2>0)
        (band1>0)^(band2>0)
        (band1>0)==(band2>0)
        (band1>0)!=(band2>0)
        (band1>0)>(band2>0)
        (band1>0)<=(band2>0)
        (band1>0)+(band2>0)
        (band1>0)*(band2>0)
        (band1>0)/(band2>0)
        (band1>0)*band2
        (band1>0)+1
        (band1>0)+1.5
        (band1>0)-1
        (band1>0)*2-1
        band2/(band1>0)
        band2**(band1>0)
        (band1>0)&True
        (band1>0)|False
        (band1>0)&1
        (band1>0)|2
        ~(band1>0)|(band2<0)
        where(band1>0,1,0)
        where(band1>0,band2,band3)
        where(band1>0,band2,0)
        where(band1>0,1,band3)
        where(band1>0,1.5,0.5)
        where(band1>0,0.1,band2)
        where(band1>0,band2>0,band3>0)
        where(band1>0,band2>0,False)
        where(band1>0,True,2)
        where(band1>0,1,2)/2
        where(band1>0,1,2)//2
        where(band1>0,7,-7)//2
        where(band1>0,7,-7)%3
        where(band1>0,7,-7)%-3
        where(band1>0,7,-7)//0
        where(band1>0,7,-7)%0
        where(band1>0,7,-7)/0
        where(band1>0,2147483647,-5)+1
        where(band1>0,65536,3)*65536
        where(band1>0,65536,3)**2
        where(band1>0,2,3)**3
        where(band1>0,2,3)**0
        where(band1>0,2,3)**0.5
        where(band1>0,2,3)**-1.0
        where(band1>0,2,3)**where(band2>0,2,5)
        2**where(band1>0,2,3)
        where(band1>0,2,3)**band2
        where(band1>0,2,3)*0.1
        where(band1>0,2,3)+band2
        where(band1>0,6,3)&where(band2>0,5,12)
        where(band1>0,6,3)|where(band2>0,5,12)
        where(band1>0,6,3)^where(band2>0,5,12)
        where(band1>0,6,3)<<2
        where(band1>0,6,-3)>>1
        1<<where(band1>0,6,3)
        ~where(band1>0,6,3)
        -where(band1>0,6,3)
        where(band1>0,6,3)>where(band2>0,5,1)
        where(True,band1,band2)
        where(1>2,band1,band2)
        where(band1>0,where(band2>0,1,2),where(band2>0,3,4))
        where((band1>0)&(band2<5),band1/band2,0)
        where(isnan(band1),0,band1)
        where(isfinite(band1/band2),band1/band2,-1)
        isnan(band1)
        isfinite(band1)
        isinf(band3)
        isinf(band1/band2)
        isnan(band1/band2)
        ~isnan(band1)
        isnan(band1*0.1)
        isfinite(where(band1>0,1,0))
        fmod(band1,band2)
        fmod(band1,3)
        fmod(band1,0.3)
        fmod(7,band2)
        fmod(where(band1>0,7,-7),3)
        arctan2(band1,band2)
        arctan2(band1,1)
        arctan2(0.5,band2)
        hypot(band1,band2)
        hypot(band1,3)
        maximum(band1,band2)
        minimum(band1,band2)
        maximum(band1,0)
        minimum(band1,0.5)
        maximum(band1,minimum(band2,band3))
        copysign(band1,band2)
        copysign(1,band1)
        copysign(band3,-1)
        abs(where(band1>0,6,-3))
        round(where(band1>0,6,-3))
        sign(where(band1>0,6,-3))
        sqrt(where(band1>0,6,3))
        floor(where(band1>0,6,3)/4)
        abs(-3)*band1
        sqrt(2)*band1
        sqrt(2)*sqrt(3)*band1
        log(10)*band1
        floor(2.7)*band1
        round(2.5)*band1
        round(3.5)*band1
        arctan2(1,2)*band1
        exp(1)**band2
        hypot(3,4)*band1
        maximum(1,2)+band1
        band1 + band2 * band3
        (band1 + band2) * band3
        band1 - band2 - band3
        band1 - (band2 - band3)
        band1 / band2 / band3
        band1 / (band2 / band3)
        band1 * band2 % band3
        band1 % band2 * band3
        band1 // band2 * band3
        -band1 % band2
        -band1 // band2
        -band1 * -band2
        band1 - -band2
        band1 + band2 > band3
        band1 < band2 + band3
        band1 < band2 * 2 - 1
        (band1 < band2) == (band2 < band3)
        (band1 > 1) & (band2 > 1) | (band3 > 1)
        (band1 > 1) | (band2 > 1) & (band3 > 1)
        ~(band1 > 1) & (band2 > 1)
        (band4-band1)/(band4+band1)
        (band4-band2)/(band4+band2+0.5)*1.5
        2.5*(band4-band2)/(band4+6*band2-7.5*band3+1)
        (2*band4+1-sqrt((2*band4+1)**2-8*(band4-band2)))/2
        band4/band2-1
        1/band1-1/band2
        sqrt(band4)*log(band4)
        where(band4>500,sqrt(band4)*log(band4),sin(band4)**2)
        log10(band4/band2)
        exp(-band4/1000)
        ((((band1))))
        band1+band1+band1+band1+band1+band1+band1+band1
        (band1+band2+band3+band4)/4
        (band1+band2+band3+band4)*0.25
        sqrt(((band1-band2)**2+(band3-band4)**2)/2)
        arccos(band2/sqrt(band2**2+band4**2+1))
        arctan((band4-band2)/(band4+band2))
        1-band2/band4
        100*(band4-band2)/band4
        band1*1e38*10
        band1*1e300*1e300
        3e38*band2*10
        band1*band1*band1
        (band1*band1)/band1
    """.strip().splitlines()
    functions = (
        "sin cos tan arcsin arccos arctan sinh cosh tanh arcsinh arccosh arctanh log log10 log1p log2 exp expm1 sqrt abs "
        "floor ceil round sign trunc"
    ).split()
    for name in functions:
        yield f"{name}(band1)"
        yield f"{name}(band2)"
        yield f"{name}(band2*0.5)"
        yield f"{name}(band4/100)"
        yield f"{name}(band2 > 0)"
        yield f"{name}(-0.5*band2)+1"
    yield from random_expressions(random.Random(20180607), 150)


def random_expressions(chance, count):
    """Well-conditioned random ones: bands, a few operators and functions, nested three deep."""

    def number(depth):
        if depth == 0:
            return chance.choice(["band1", "band2", "band3", "band4", "2", "3", "0.5", "1.25", "-1"])
        inner = lambda: number(depth - 1)
        return chance.choice(
            [
                lambda: f"({inner()} + {inner()})",
                lambda: f"({inner()} - {inner()})",
                lambda: f"({inner()} * {inner()})",
                lambda: f"({inner()} / {inner()})",
                lambda: f"({chance.choice(list(BANDS))} + {inner()})**{chance.choice(['2', '3', '0.5', '-1', '1.5'])}",
                lambda: f"-{inner()}",
                lambda: f"where({condition(depth - 1)}, {inner()}, {inner()})",
                lambda: f"{chance.choice(['sqrt', 'abs', 'arctan', 'tanh', 'sign'])}({inner()})",
                lambda: f"{chance.choice(['maximum', 'minimum', 'hypot'])}({inner()}, {inner()})",
            ]
        )()

    def condition(depth):
        first = f"{chance.choice(list(BANDS))} {chance.choice(['<', '<=', '>', '>=', '==', '!='])} {number(depth)}"
        if depth == 0:
            return first
        return chance.choice([first, f"({first}) {chance.choice('&|')} ({condition(depth - 1)})", f"~({first})"])

    found = 0
    while found < count:
        expression = number(3)
        if "band" not in expression or len(expression) > 160:
            continue
        try:
            evaluate(expression)
        except Exception:
            continue
        found += 1
        yield expression


# What is refused here although NumExpr takes it, by reason.
OURS = {
    "a reduction has no value for each pixel": [
        "sum(band1)", "prod(band1)", "min(band1)", "max(band1)", "band1/max(band1)", "sum(band1, 0)", "min(band1, axis=0)",
    ],
    "the result is the same for every pixel": [
        "1", "1.5", "True", "2+3", "sqrt(2)", "where(True, 1, band1)", "where(1 > 2, band1, 3)", "(((7)))",
    ],
    "no complex numbers": [
        "band1*1j", "band1+2.5j", "real(band1)", "imag(band1)", "conj(band1)", "complex(band1, band2)", "band1.real",
        "(-8)**0.5*band1",
    ],
    "no texts": ["'a' == 'b'", "contains('abc', 'b')"],
    "a condition is a boolean": ["where(1, band1, band2)", "where(0.0, band1, band2)"],
    "no functions without use here": ["ones_like(band1)", "copy(band1)", "nextafter(band1, 1)", "signbit(band1)"],
    "numbers are decimal": ["band1*0x10", "band1*0b11", "band1*0o17", "band1*1_000", "band1*00"],
    "whole numbers of pixels have 32 bits": [
        "where(band1 > 0, 3000000000, 1)", "where(band1 > 0, 1, 2) + 3000000000", "band1*99999999999999999999",
    ],
    "booleans have no powers": ["(band1 > 0)**2", "(band1 > 0)**1"],
    "bands are 1 to 999": ["band0", "band000", "band1000", "band", "band1+band0"],
    "names that are no bands": ["x", "b1", "Band1", "BAND1", "band_1", "bandx", "pi", "band1 + nir", "_", "band1a"],
    "constants beyond numbers": ["None", "band1 == None"],
    "Python beyond expressions": [
        "(band1, band2)", "sqrt(band1,)", "band1 if 1 else band2", "1 and band1", "False or band1", "1 < 2 < band1",
        "0 or band1", "band1 is band2", "band1 # a remark",
    ],
}

# What NumExpr refuses as well.
BOTH = """
    band1 +
    + 
    * band1
    band1 * * band2
    band1 band2
    band1 2
    2 band1
    2band1
    (band1
    band1)
    ((band1)
    ()
    (
    )
    band1 + (
    sqrt(
    sqrt()
    sqrt
    sqrt band1
    sqrt(band1
    sqrt(band1, band2)
    sqrt(band1 band2)
    sqrt(,band1)
    where(band1 > 1)
    where(band1 > 1, 2)
    where(band1 > 1, 2, 3, 4)
    where(band1, 1, 2)
    where(band1 + 1, 1, 2)
    arctan2(band1)
    fmod(band1)
    hypot(band1, band2, band3)
    maximum(band1)
    band1 < band2 < band3
    1 < band1 < 5
    band1 == band2 == band3
    band1 and band2
    band1 or band2
    not band1
    (band1 > 1) and (band2 > 1)
    (band1 > 1) or (band2 > 1)
    not (band1 > 1)
    band1 if band1 > 1 else band2
    band1 > 1 & band2 > 1
    band1 & band2
    band1 | band2
    band1 ^ 2
    band1 ^ band2
    band1 << 2
    band1 >> 1
    ~band1
    ~(band1 * 0.5)
    (band1 > 1) & band2
    (band1 > 1) & 0.5
    (band1 > 1) - (band2 > 1)
    (band1 > 1) % (band2 > 1)
    (band1 > 1) // (band2 > 1)
    -(band1 > 1)
    (band1 > 1) << (band2 > 1)
    where(band1 > 0, 2, 3)**-1
    1/0*band1
    1//0 + band1
    5 % 0 + band1
    0**-1 + band1
    1.0/0 + band1
    (1 << -1) + band1
    (1.5 & 2) + band1
    (~1.5) + band1
    2.0**10000 + band1
    (band1 > 1 & band2)
    band1 = 2
    band1 := 2
    band1 =< 2
    band1 => 2
    band1 <> band2
    band1 && band2
    band1 || band2
    !band1
    band1 ? band2 : band3
    band1[0]
    band1[0:2]
    [band1]
    {band1}
    {'a': band1}
    band1; band2
    band1.T
    band1.shape
    band1.__class__
    ().__class__
    ().__class__.__bases__[0].__subclasses__()
    __import__('os')
    __import__('os').system('true')
    exec('1')
    eval('band1')
    open('/etc/passwd')
    lambda: band1
    lambda x: x
    (lambda: band1)()
    [x for x in (1, 2)]
    band1(band2)
    band1 (2)
    2(band1)
    foo(band1)
    ln(band1)
    pow(band1, 2)
    mean(band1)
    numpy.sqrt(band1)
    np.log(band1)
    math.sqrt(band1)
    band1 @ band2
    band1 $ band2
    "band1
    `band1`
    band1 \\
    band1 ** 
    band1 // 
    band1 %
    band1 in band2
    import os
    return band1
    yield band1
    await band1
    *band1
    **band1
    band1, band2 +
    f'{band1}'
    band1 == 'a'
    band1 + 'a'
    sqrt(x=band1)
    sqrt(*band1)
    1e
    band1*1e
    band1*1.2.3
    band1*1..2
    band1*007
    band1*5x
    band1\u00b2
    band1 \u00d7 band2
    band1 \u2212 band2
    \u221aband1
    ...
    .
    band1.
""".strip("\n").splitlines()


def evaluate(expression):
    # Names are looked up as they are written, as SCOPS fills its dictionary.
    used = {**COLUMNS, "band001": COLUMNS["band1"], "band01": COLUMNS["band1"]}
    result = numexpr.evaluate(expression, local_dict=used, global_dict={})
    return np.broadcast_to(np.asarray(result).astype(np.float32), (len(BANDS["band1"]),))


def text(value):
    """The shortest decimal that gives the same float32."""
    if np.isnan(value):
        return "nan"
    if np.isinf(value):
        return "inf" if value > 0 else "-inf"
    return repr(float(str(value)))


def main():
    values = []
    for expression in dict.fromkeys(line.strip() for line in value_expressions()):
        result = evaluate(expression)
        values.append({"expression": expression, "result": " ".join(text(value) for value in result)})
    refused = []
    for reason, expressions in {None: BOTH, **OURS}.items():
        for expression in dict.fromkeys(line.strip() if reason is None else line for line in expressions):
            try:
                evaluate(expression)
                verdict = "accepted"
            except BaseException as error:
                verdict = type(error).__name__
            entry = {"expression": expression, "numexpr": verdict}
            if reason is not None:
                entry["reason"] = reason
            elif verdict == "accepted":
                sys.exit(f"NumExpr accepts {expression!r}: give the reason for which it is refused here.")
            refused.append(entry)
    table = {
        "made": f"NumExpr {numexpr.__version__}, NumPy {np.__version__}, by make-numexpr-table.py",
        "bands": {name: " ".join(text(value) for value in column) for name, column in COLUMNS.items()},
        "values": values,
        "refused": refused,
    }
    target = Path(__file__).with_name("numexpr-table.json")
    target.write_text(json.dumps(table, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    ours = sum(1 for entry in refused if entry["numexpr"] == "accepted")
    print(f"{len(values)} values, {len(refused)} refused ({ours} of them here alone) in {target.name}")


main()

"""Python lxml's plain parse of every ADMX and ADML file below a folder, in processor time, best of five rounds.

usage: lxml_bench.py FOLDER
"""

import os
import sys
import time

from lxml import etree


def read_all(top):
    texts = []
    for folder, _, names in os.walk(top):
        for name in names:
            if name.lower().endswith((".admx", ".adml")):
                with open(os.path.join(folder, name), "rb") as file:
                    texts.append(file.read())
    return texts


def parse_all(texts):
    refused = 0
    for text in texts:
        try:
            etree.fromstring(text, etree.XMLParser(huge_tree=True))
        except etree.XMLSyntaxError:
            refused += 1
    return refused


def main():
    texts = read_all(sys.argv[1])
    size = sum(map(len, texts)) / 1e6
    best = float("inf")
    for _ in range(5):
        begin = time.process_time()
        refused = parse_all(texts)
        best = min(best, time.process_time() - begin)
    print(f"lxml     {best * 1e3:7.1f} ms  {size / best:6.0f} MB/s  ({refused} of {len(texts)} files refused)")


main()

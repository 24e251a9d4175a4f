"""The shipped schemas, for tests: what a document has against the one that it names."""
import json
import os

import jsonschema


class Schemas:
    def __init__(self, folder):
        self.all = {}
        for name in sorted(os.listdir(folder)):
            with open(os.path.join(folder, name), encoding="utf-8") as file:
                schema = json.load(file)
            self.all[schema["$id"]] = self.rooted(schema, schema["$id"])

    def rooted(self, part, name):
        """Says of every reference which schema it is in: jsonschema before 4.18 loses that in a urn."""
        if isinstance(part, list):
            return [self.rooted(each, name) for each in part]
        if not isinstance(part, dict):
            return part
        return {key: name + value if key == "$ref" and value.startswith("#") else self.rooted(value, name)
                for key, value in part.items()}

    def misfits(self, document):
        """Sentences; none: it is as its schema says."""
        name = "urn:" + document["schema"].replace(".", ":").replace("/", ":")
        if name not in self.all:
            return [document["schema"] + " has no schema"]
        schema = self.all[name]
        resolver = jsonschema.RefResolver(name, schema, store=self.all)
        return [error.message for error in jsonschema.Draft202012Validator(schema, resolver=resolver).iter_errors(document)]

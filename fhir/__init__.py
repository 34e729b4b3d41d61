"""A client's record as FHIR R4 resources: plain JSON values, read alone. docs/fhir.md says what each field is made of."""

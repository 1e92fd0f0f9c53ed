public import Pipelines

/// The stages of this target, one per method: a pipeline file writes `deduplicate: { method: minhash }`.
public let stages: [any Stage.Type] = [
  MinHashDeduplication.self, ExactDeduplication.self, C4LineDeduplication.self,
  C4SpanDeduplication.self, ParagraphDeduplication.self, BloomDeduplication.self,
  BloomNGramDeduplication.self, SubstringDeduplication.self,
]

/// What the shares found of question, answer and passage amount to.
package struct DeconScore: Sendable {
  /// What was found of an item, and what the item has.
  package struct Evidence {
    /// The share of the question's weight, 0 to 1.
    package var question: Double
    /// The share of the answer's weight, 0 to 1; nil for an item without one.
    package var answer: Double?
    /// The share of the passage's weight, 0 to 1; nil for an item without one.
    package var passage: Double?
    /// Distinct n-grams of the question.
    package var questionNGrams: Int
    /// Distinct tokens of the answer.
    package var answerTokens: Int
    /// Tokens of question, answer (distinct ones) and passage.
    package var itemTokens: Int

    package init(
      question: Double, answer: Double?, passage: Double?, questionNGrams: Int, answerTokens: Int,
      itemTokens: Int
    ) {
      self.question = question
      self.answer = answer
      self.passage = passage
      self.questionNGrams = questionNGrams
      self.answerTokens = answerTokens
      self.itemTokens = itemTokens
    }
  }

  private let settings: DeconOverlap

  package init(settings: DeconOverlap) { self.settings = settings }

  /// The score of an item, 0 to 1: weighted by part, then lowered for short items unless all is found.
  ///
  /// Weights are 0.7, 0.2 and 0.1 with answer and passage, 0.75 and 0.25 with an answer, 0.85 and 0.15
  /// with a passage. A question of fewer than 20 n-grams keeps 0.5 to 1 of its weight; the others get the
  /// rest. Beside a passage an answer of fewer than 4 tokens keeps 0.5 to 1 of its own.
  package func score(_ evidence: Evidence) -> Double {
    let confidence = evidence.questionNGrams < 20 ? 0.5 + Double(evidence.questionNGrams) / 40 : 1
    let base: Double
    switch (evidence.answer, evidence.passage) {
    case (let answer?, let passage?):
      let lost = 0.7 * (1 - confidence) / 2
      let answerConfidence =
        evidence.answerTokens < 4 ? 0.5 + Double(evidence.answerTokens) / 8 : 1
      let answerWeight = (0.2 + lost) * answerConfidence
      let passageWeight = 0.1 + lost + (0.2 + lost) * (1 - answerConfidence)
      base =
        0.7 * confidence * evidence.question + answerWeight * answer + passageWeight * passage
    case (let answer?, nil):
      base = 0.75 * confidence * evidence.question + (1 - 0.75 * confidence) * answer
    case (nil, let passage?):
      base = 0.85 * confidence * evidence.question + (1 - 0.85 * confidence) * passage
    case (nil, nil): base = evidence.question
    }
    // Sums of weights may miss 1 by rounding.
    if base > 1 - 1e-9 { return 1 }
    return base * settings.minimumScore / required(evidence.itemTokens, settings.minimumScore)
  }

  /// The least share of its weight with which a question of so many tokens can still be dirty.
  func requiredQuestionShare(questionTokens: Int) -> Double {
    required(questionTokens, max(0, (settings.minimumScore - 0.3) / 0.7))
  }

  /// 1 for short items, `bound` for long ones, a straight line between.
  private func required(_ tokens: Int, _ bound: Double) -> Double {
    let (short, long) = (settings.perfectMatchTokens, settings.relaxedMatchTokens)
    if tokens <= short { return 1 }
    if tokens >= long { return bound }
    return 1 - (1 - bound) * Double(tokens - short) / Double(long - short)
  }
}

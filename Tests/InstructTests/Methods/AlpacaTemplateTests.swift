import Instruct
import Testing

@Suite struct AlpacaTemplateTests {
  private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

  @Test func `a pair with input has three blocks and its response apart`() {
    let rendered = AlpacaTemplate.render(
      InstructionPair(instruction: "Sum up.", input: "Long text é", output: "Short."))
    #expect(
      text(rendered.prompt) == """
        A task is given below, followed by the material it is about. Write the answer that fulfils it.

        ### Instruction:
        Sum up.

        ### Input:
        Long text é

        ### Response:

        """)
    #expect(text(rendered.response) == "Short.")
  }

  @Test func `without input there is no input block, and asking gives the prompt of training`() {
    let rendered = AlpacaTemplate.render(
      InstructionPair(instruction: "Name a bird.", input: "", output: "Owl"))
    #expect(!text(rendered.prompt).contains("### Input:"))
    #expect(rendered.prompt == AlpacaTemplate.prompt(instruction: "Name a bird."))
  }
}

/// Words that say little about where a text comes from, the most frequent first.
///
/// They need not be ranked exactly: information grows with the logarithm of the rank.
enum CommonWords {
  /// English words; pieces of contractions (`don`, `t`) are words here.
  static let english = """
    the of and to a in that is it for i you was with as on he be his this at by not are but from
    have or had they we an one all her she which there were will s would can if what been has
    their my so me who when no out more your him up them do about into some could then its time
    than only other these two may first any such our like now over man also after most made did
    many must before where through much well back years even good way down should because each
    just those people mr how too little very great make being long make us see world still own men
    work know here get between both life under last never day same another while might go year off
    came come since against used right take three use himself new t don him house found place
    again without however home part find say old think every around small few does want said thing
    things another give given think number called best name need look often always though set per
    during high system yet left thought got better different nothing going why full having side
    form next second known show put case away state following true false correct statement
    question answer following example half among least several cannot family public times went
    done power young took told room seen change others person large voice word point country
    including group words order less general mind certain means light possible face play start
    father mother whether water whole read thus book making government important together reason
    anything human early later already body experience whose seems fact whom history call
    sometimes close war real feel kind asked either text key present taken door perhaps become
    although began hard black above yes short money near problem hands itself court social live
    care morning running week hope national hear area idea past moment easy provide single friend
    today everything hold further various probably account turned hand eyes looked head night love
    large english children end help something god king city seemed heart free law business five
    four study development based until school percent amount total average cost price sold many
    each much dollars hours minutes days months week weeks per results result increase decrease
    likely least function value values theory process data research class based common type types
    group certain level levels effect effects energy example company once keep let girl boy woman
    women saw knew felt looked turned door stood sat asked
    """

  /// Words of programs: keywords, builtins and customary names.
  static let code = """
    def return for in if else elif while range len import from self int str list dict set tuple
    print none true false and or not is lambda class pass break continue with as try except assert
    input output result results res ret n i j k m x y z a b c s t l p q arr lst nums num number
    numbers string text value values key keys item items append join split sorted sort sum min max
    abs map filter zip enumerate any all count index typing any optional function write given code
    returns var let const void static public new this null else switch case do end begin then
    include main double float char bool boolean size length push pop add get foo bar tmp temp left
    right start stop
    """
}

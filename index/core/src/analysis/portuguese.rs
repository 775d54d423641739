//! Portuguese. Words arrive folded; endings get the form back that Snowball knows, and plurals that change the stem the
//! singular.

use frostem::Algorithm;
use vocabulary::Language;

use super::{Exclusions, Rules, Sequences, Stemming, Words};

pub(super) static RULES: Rules = Rules {
    language: Language::PT,
    stemming: Stemming::Restored(
        Algorithm::Portuguese,
        &[
            ("acoes", "ação"),
            ("acao", "ação"),
            ("ucoes", "ução"),
            ("ucao", "ução"),
            ("encias", "ência"),
            ("encia", "ência"),
            ("ancias", "ância"),
            ("ancia", "ância"),
            ("aveis", "ável"),
            ("avel", "ável"),
            ("iveis", "ível"),
            ("ivel", "ível"),
            ("coes", "cao"),
            ("oes", "ao"),
            ("aes", "ao"),
            ("ais", "al"),
            ("eis", "el"),
            ("ois", "ol"),
            ("ens", "em"),
            ("ins", "im"),
            ("ons", "om"),
            ("uns", "um"),
        ],
    ),
    script: None,
    stop_words: Words::of(
        "a ao aos aquela aquelas aquele aqueles aquilo as ate com como da das de dela dele delas deles do dos e ela elas \
         ele eles em entre era eram essa essas esse esses esta estas este estes foi foram ha isso isto ja lhe lhes mais mas \
         na nas nem no nos num numa o os ou outra outras outro outros para pela pelas pelo pelos por quais que se seja sem \
         ser seu seus sob sobre sua suas sao tambem tem um uma umas uns",
    ),
    question_words: Words::of(
        "aonde comigo custa devo deve esta estou eu faco fazer gostaria meu meus minha minhas nosso nossa onde pode podemos \
         posso precisa precisamos preciso qual quando quanta quantas quanto quantos quem queria quero saber sou tenho temos \
         voce voces",
    ),
    intents: Words::of(
        "aduana aduaneira aduaneiro alfandega certificado classificacao classificar codigo direito direitos exportacao \
         exportar importacao importar imposto impostos iva icms ipi licenca origem permissao proibido prova regras sh \
         tarifa taxa taxas",
    ),
    links: Sequences::of(
        "para | sobre | classificacao de | classificacao do | classificacao da | importar | exportar | importacao de | \
         exportacao de | por",
    ),
    verdicts: Words::of(
        "classifica classificam permitido permitida permitidos proibida proibidas proibido proibidos restrito restrita",
    ),
    descriptors: Words::of(
        "produto produtos artigo artigos mercadoria fabricado fabricada utilizado usado destinado contem consiste inclui \
         embalado embalagem venda retalho varejo aproximadamente tamanho medidas mede cor comprimento largura altura peso \
         material materiais cm mm kg ml varios diferentes peca pecas pacote",
    ),
    exclusions: Exclusions {
        openers: Sequences::of(
            "exceto | excepto | salvo | exclusao de | excluido | excluidos | excluida | excluidas | exclui | nao | menos | \
             diferente de | diferentes de | que nao sejam | a parte",
        ),
        harmless_after: Words::of("ou se"),
        closers: Words::of("mas"),
    },
    code_nouns: Words::of("capitulo codigo codigos ncm nc numero pauta pautal posicao sh subposicao tarifaria taric"),
};

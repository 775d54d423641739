//! Chinese. Text comes as overlapping pairs of characters, in simplified characters; a pair is its own stem.

use vocabulary::Language;

use super::{Exclusions, Rules, Sequences, Stemming, Words};

pub(super) static RULES: Rules = Rules {
    language: Language::ZH,
    stemming: Stemming::Whole,
    script: None,
    stop_words: Words::of("第 的 了 和 与 及 或 在 是 有 为 之 其 等 于 以 对 由 所 将"),
    question_words: Words::of(
        "什么 怎么 怎样 如何 哪些 哪里 哪个 多少 几个 是否 能否 可以 可否 请问 需要 需交 要交 我要 我想 想要 为何 为什 吗 呢 么样 么办",
    ),
    intents: Words::of(
        "关税 税率 税号 编码 进口 出口 许可 可证 证书 原产 产地 产证 归类 禁止 限制 增值 值税 海关 报关 清关 申报 规则",
    ),
    links: Sequences::of("关于"),
    verdicts: Words::of("关税 税率 税号 编码 可证 证书 归类 多少 什么 禁止 限制 值税 进口 出口 吗 口吗 税吗 税呢"),
    descriptors: Words::of(""),
    exclusions: Exclusions {
        openers: Sequences::of("不包 包括 | 不含 | 不适 适用 | 并非 | 非为"),
        harmless_after: Words::of("或 无论 不论"),
        closers: Words::of("但 而是"),
    },
    code_nouns: Words::of("编码 税号 税则 品目 子目 章 第 税目 海关编码 商品编码 hs"),
};

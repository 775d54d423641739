estimate-title = 估算 { $code }
estimate-heading = 这些货物的费用
estimate-notice = 此为信息，并非裁定。应缴数额由海关在申报货物时决定；本页显示按已公布的规则、依此处所填内容得出的结果。
estimate-total = 合计
estimate-code = 代码
estimate-direction = 方向
estimate-flow = { $state ->
        [export] 出口
       *[other] 进口
    }
estimate-day = 规则和汇率所属日期
estimate-known = 依截至此时公布的内容
estimate-until = 保存至
estimate-line = 第 { $value } 项：{ $code }
estimate-country = 国家
estimate-value = { $value ->
        [customs-value] 完税价格
        [fob-value] 离岸价格
        [freight] 运费
        [insurance] 保险费
        [retail-price] 零售价
       *[other] { $value }
    }
estimate-quantity = 数量
estimate-documents = 现有单证
estimate-additional-codes = 附加代码
estimate-claim = 所申请的待遇
estimate-answer = { $state ->
        [yes] 是
       *[other] 否
    }
estimate-tax = 税种和法律依据
estimate-rate = 税率和计税基础
estimate-amount = 金额
estimate-share = 本项在多项共同金额中的份额
estimate-line-total = 本项合计
estimate-needed = 另外需要，且未计入
estimate-control = { $state ->
        [prohibition] 禁止：
        [supplementary-unit] 还须申报此单位：
       *[other] 许可、证书或检验：
    }
estimate-exchange = 汇率
estimate-exchange-rate = 1 { $code } 等于 { $value } { $current }，自 { $from } 起{ $until ->
        [none] 有效
       *[other] 至 { $until } 之前
    }（{ $act }）
estimate-left-out = 合计不包括各机构的服务收费、仓储、运输以及本页未列出的任何费用。
estimate-again = 如要按今天的规则计算，或与海关核定结果比较，请在应用中或向咨询点提供此代码。
estimate-unknown-title = 没有这份估算
estimate-not-found = 此代码下没有保存的估算。请逐字核对您收到的代码，或重新估算。
estimate-over-title = 这份估算已到期
estimate-over = 它保存到最后一天，该日已过。规则和税率可能已变化：请重新估算。

country-invalid = “{ $value }”不是国家代码：请填写两个大写字母，例如 KE 或 FR
area-invalid = “{ $value }”不是国家或国家组的代码：请用大写字母填写代码，例如 KE 或 MB
currency-invalid = “{ $value }”不是货币代码：请填写三个大写字母，例如 EUR 或 KES
unit-invalid = “{ $value }”不是计量单位：请填写单位代码，例如 KGM（千克）或 LTR（升）
document-code-invalid = “{ $value }”不是单证代码：请从税则中照抄，例如 Y900
additional-code-invalid = “{ $value }”不是附加代码：请从税则中照抄，例如 A999
quota-number-invalid = “{ $value }”不是关税配额编号：请从税则中照抄，例如 ZQ-1005
text-invalid = “{ $value }”不能填在此处：请照抄所问的原文
tax-invalid = 每笔税费须有税种代码，用小写字母填写，例如 duty 或 vat
lines-invalid = 一批货物须有 1 至 { $limit } 项商品
list-too-long = 此处的列表最多 { $limit } 项
line-unknown = 只有 { $limit } 项商品；第一项的编号为 0
code-not-declarable = 该日不能以 { $value } 申报货物：请在其下级编码中选择
taxes-not-published = 没有公布 { $value } 的税费：请选择其他日期，或向咨询点询问
too-many-measures = 适用于这些商品的措施超过 { $limit } 项：请减少每次查询的商品项数
estimate-unknown = 没有以此代码保存的估算：请核对代码，或重新计算
estimate-undetermined = 还缺少信息，因此没有可保存的金额：请先回答所问的内容
assessment-other-lines = 海关核定的商品项与估算的不同：请按相同顺序填写相同的商品项
amount-too-large = 有一笔金额过大，无法计算
procedure-unknown = “{ $value }”这一程序在当日无效：请从列表中选择一个
need-value = 请填写{ $value ->
        [customs-value] 完税价格，或者离岸价格以及运费和保险费
        [fob-value] 离岸价格
        [freight] 运抵边境前的运费
        [insurance] 运抵边境前的保险费
        [retail-price] 含全部税款的零售价格
       *[other] “{ $value }”的价值
    }
need-quantity = 请填写以 { $value } 计的数量
need-quantity-above-zero = 以 { $value } 计的数量必须大于零
need-exchange-rate = 没有公布该日 { $value } 的汇率：请选择其他日期，或以税则所用货币填写价值
need-statement = 请回答是或否：“{ $value }”
need-additional-code = 请选择货物的附加代码：{ $value }
need-open-quota = 关税配额 { $value } 未开放，或余量不足以用于这些货物：请选择其他方式
need-readable-rate = 税率“{ $value }”只能由海关人员计算：请向咨询点询问
need-rate = 没有公布此项商品的“{ $value }”税率：请向咨询点询问
need-one-rate = 同时适用多个税率：{ $value }；请向咨询点询问以哪一个为准
need-claim = 您申请的待遇不适用于这些货物：请从所列方式中选择一种
need-band = 没有公布数值 { $value } 对应的税率：请向咨询点询问
need-smaller-amounts = 金额过大，无法计算
unusual-value = { $code } 的价格 { $value } 与此类货物的通常价格（{ $from } 至 { $until }）相差很大。仍首先以您实际支付的价格为准；请备好付款证明
difference-exchange = 该日的汇率不同
difference-law = 该日适用的法律不同
difference-code = 海关认定的货物编码不同
difference-origin = 海关认定的货物原产地不同
difference-claim = 申请的优惠或配额未获准许，或适用了其他优惠或配额
difference-value = 海关认定的货物价值不同
difference-quantity = 海关认定的数量不同
difference-facts = 单证、附加代码或回答不同
difference-base = “{ $value }”的计税金额与按公布的规定得出的金额不同：请询问其由来
difference-unpublished = 已公布的规定都没有要求缴纳“{ $value }”：请询问所依据的法律
difference-not-charged = 公布的规定要求缴纳“{ $value }”，但并未征收
difference-unexplained = “{ $value }”的这一部分差额无法解释：请申请复议

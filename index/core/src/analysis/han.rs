//! Traditional characters as simplified ones, so that whoever writes either finds both. The common ones of trade: a character
//! that is not here stays as it is.
//!
//! Source: 简化字总表 (General List of Simplified Characters), State Language Commission, 1986.

/// In ascending order, each with the simplified one at the same place of [`SIMPLIFIED`].
const TRADITIONAL: &str = "\
    乾亞來倉個傘備價儀億儲兩凍則劑動務區協員問單國報場壓學實審寫寶對屬岡島嶼幣庫廠廢廳張彈後從應戲攝數於\
    時書會東條棧業槍樂標樣樹橋機檔檢檸歐殺殼氈氣湯準潔濃濕濟灑灣為煙熱燈營燭燻爐現環產當療發監碼磚礦稅種\
    穀積穩筆簡簽籃糞糧紀約紅納純紗紙級紡紮細終組結絕給絨統絲經綠綢維網緊線緣編緩練縣縫縮總織繡繩繪繼續纜\
    罰罷義習聖聯聲職腎腦腸膚膠膽臘臟與舉舊艙艦莖萬葉葷蓋蓮蔔蔥薑薦藍藥蘋蘭蘿處號蝦蟲術衛裝裡製複褲襪襯見\
    規視覺覽觸訂計訊訓託記訪設許評詞詢試話該詳認語誤說誰調談請論諮謝證識譯議護讀變豐豬貝負財貧貨販責貴買\
    貸費貿賀資賓賞賠賣質賴購贈贊趕跡踐車軍軟軸較載輔輕輛輪輸轉辦辭農這進遊運過達還邊邏郵鄉鄰醃醫醬釋釘針\
    鉛銀銅鋁鋅鋪鋼錄錢錫錯錶鍋鍵鎖鎮鎳鏈鏟鏡鐘鐮鐵鑽長門閃閉開間閥闊關陰陸陽隊階際隨險隱隻雙雞離難雲電霧\
    靜韌響頂項須預領頭頻顆題額顏願類顧顯風飛飯飲飼飽飾餅養餘餵饋馬駕駛駝騎騾驅驗驚驢體髮鬆鬚魚鮮鳥鴨鵝鹼\
    鹽麗麥麵黃齊齒龍龐龜";

const SIMPLIFIED: &str = "\
    干亚来仓个伞备价仪亿储两冻则剂动务区协员问单国报场压学实审写宝对属冈岛屿币库厂废厅张弹后从应戏摄数于\
    时书会东条栈业枪乐标样树桥机档检柠欧杀壳毡气汤准洁浓湿济洒湾为烟热灯营烛熏炉现环产当疗发监码砖矿税种\
    谷积稳笔简签篮粪粮纪约红纳纯纱纸级纺扎细终组结绝给绒统丝经绿绸维网紧线缘编缓练县缝缩总织绣绳绘继续缆\
    罚罢义习圣联声职肾脑肠肤胶胆腊脏与举旧舱舰茎万叶荤盖莲卜葱姜荐蓝药苹兰萝处号虾虫术卫装里制复裤袜衬见\
    规视觉览触订计讯训托记访设许评词询试话该详认语误说谁调谈请论咨谢证识译议护读变丰猪贝负财贫货贩责贵买\
    贷费贸贺资宾赏赔卖质赖购赠赞赶迹践车军软轴较载辅轻辆轮输转办辞农这进游运过达还边逻邮乡邻腌医酱释钉针\
    铅银铜铝锌铺钢录钱锡错表锅键锁镇镍链铲镜钟镰铁钻长门闪闭开间阀阔关阴陆阳队阶际随险隐只双鸡离难云电雾\
    静韧响顶项须预领头频颗题额颜愿类顾显风飞饭饮饲饱饰饼养余喂馈马驾驶驼骑骡驱验惊驴体发松须鱼鲜鸟鸭鹅碱\
    盐丽麦面黄齐齿龙庞龟";

/// All characters of both lists are three bytes long.
const BYTES: usize = 3;

/// Returns the simplified form of a character.
pub(super) fn simplified(character: char) -> char {
    let at = |list: &'static str, place: usize| list[place * BYTES..].chars().next();
    let (mut from, mut until) = (0, TRADITIONAL.len() / BYTES);
    while from < until {
        let middle = from + (until - from) / 2;
        match at(TRADITIONAL, middle) {
            Some(other) if other < character => from = middle + 1,
            Some(other) if other > character => until = middle,
            _ => return at(SIMPLIFIED, middle).unwrap_or(character),
        }
    }
    character
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pair_is_found_and_no_simplified_character_is_changed() {
        assert_eq!(TRADITIONAL.len(), SIMPLIFIED.len());
        assert!(
            TRADITIONAL.chars().is_sorted() && TRADITIONAL.chars().chain(SIMPLIFIED.chars()).all(|one| one.len_utf8() == BYTES)
        );
        for (traditional, plain) in TRADITIONAL.chars().zip(SIMPLIFIED.chars()) {
            assert_eq!((simplified(traditional), simplified(plain)), (plain, plain));
        }
    }

    #[test]
    fn a_word_of_trade_is_the_same_in_both() {
        for (traditional, plain) in [
            ("進口關稅", "进口关税"),
            ("許可證", "许可证"),
            ("貨物", "货物"),
            ("棉紗", "棉纱"),
            ("電話", "电话"),
            ("雞肉", "鸡肉"),
            ("麵粉", "面粉"),
            ("鋼鐵", "钢铁"),
            ("藥品", "药品"),
            ("咖啡", "咖啡"),
        ] {
            assert_eq!(traditional.chars().map(simplified).collect::<String>(), plain);
        }
    }
}

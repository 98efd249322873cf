using System.Text.RegularExpressions;

namespace AgentSched.Time.English;

/// <content>The commonest words about time of other languages. They are not translated: a text with one of them is asked back as it is.</content>
internal static partial class TimeHints
{
    /// <summary>Languages with Latin letters, without words that are English, too.</summary>
    [GeneratedRegex(
        """
        (?<![\w'])(
        um\s+\d{1,2}|gegen\s+\d{1,2}|ab\s+\d{1,2}\s+uhr|(mo|di|mi|do|fr|sa|so)(\s*[,/\-–]\s*(mo|di|mi|do|fr|sa|so))+|in\s+\w+\s+(tagen|wochen|monaten|minuten|stunden)|nächste[nrs]?\s+\w+|abends|vormittags|nachmittags
        |kl\.?\s?\d{1,2}|klo(ckan|kken)?\s?\d{1,2}|à\s?\d{1,2}\s?h?|a\s+las\s+\d{1,2}|a\s+la\s+una|às\s+\d{1,2}|as\s+\d{1,2}\s?h|alle\s+\d{1,2}|la\s+ora\s+\d{1,2}|o\s+\d{1,2}|v(e)?\s+\d{1,2}(:\d\d|\s+hodin\w*)|kello\s+\d{1,2}|saat\s+\d{1,2}|pukul\s+\d{1,2}|jam\s+\d{1,2}|lúc\s+\d{1,2}
        |toutes\s+les|tous\s+les|ce\s+soir|dans\s+\d+|le\s+matin|après-midi|en\s+\d+\s+(minutos?|horas?|días?|dias?)|minutos?|minuti|tra\s+\d+|fra\s+\d+|over\s+\d+\s+(minuten|uur|dagen)|\w+-feira|quotidiennement|semanalmente|mensualmente
        |codziennie|co\s+\d+|co\s+(godzinę|tydzień|miesiąc|dzień|minutę)|każd(y|ego|ą|ej)|jutro|dzisiaj|dziś|wczoraj|godzin\w*|minut|minuty|poniedział\w+|wtor(ek|ku|ki)|środ[aęy]|czwart(ek|ku|ki)|piąt(ek|ku|ki)|sobot[aęy]|niedziel[aęe]|tydzień|tygodni\w*|miesiąc\w*|w\s+południe|o\s+północy|rano|wieczorem
        |varje|varannan|dagligen|veckovis|imorgon|i\s+morgon|i\s+morgen|idag|igår|i\s+dag|i\s+går|hver|hverdag(e|er)?|dagligt?|måndag\w*|mandag\w*|tisdag\w*|tirsdag\w*|onsdag\w*|torsdag\w*|fredag\w*|lördag\w*|lørdag\w*|söndag\w*|søndag\w*|vecka|veckan|uke|timme|minuter
        |her\s+(gün|saat|hafta|ay|yıl|sabah|akşam|gece|dakika|pazartesi|salı|çarşamba|perşembe|cuma|cumartesi|pazar|\d+)|yarın|bugün|dün|pazartesi\w*|salı|çarşamba\w*|perşembe\w*|cuma|cumartesi\w*|hafta\w*|dakika\w*|saat(te|leri)?|günlük|sabah\w*|akşam\w*
        |joka|päivittäin|huomenna|tänään|eilen|maanantai\w*|tiistai\w*|keskiviik\w+|torstai\w*|perjantai\w*|lauantai\w*|sunnuntai\w*|viikoittain|tunnin|minuutin
        |každ(ý|ou|é|ého)|denně|denne|zítra|zajtra|dnes|včera|hodin\w*|pondělí|pondelok|úterý|utorok|středu|středa|streda|čtvrtek|štvrtok|pátek|piatok|neděl[ie]|nedeľ\w+|týden|týždeň
        |minden|naponta|holnap|tegnap|hétfő\w*|kedd\w*|szerd\w+|csütörtök\w*|péntek\w*|szombat\w*|vasárnap\w*|óra(kor)?|percenként|óránként
        |fiecare|zilnic|mâine|luni|marți|miercuri|vineri|sâmbătă|duminică|setiap|tiap|besok|hari\s+ini|senin|selasa|rabu|kamis|jumat|sabtu|minggu|mỗi|hàng\s+ngày|ngày\s+mai|hôm\s+nay|giờ|svaki|svakog|sutra|danas|demà|dilluns|dimarts|dimecres|dijous|divendres|dissabte|diumenge|kasdien|katru|iga\s+päev
        )(?!\w)
        """,
        RegexOptions.IgnoreCase | RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Abroad();

    /// <summary>Other scripts, and digits that are not 0 to 9.</summary>
    [GeneratedRegex(
        """
        [\p{Nd}-[0-9]]
        |ежедневно|еженедельно|ежечасно|каждый|каждую|каждое|каждые|завтра|сегодня|вчера|понедельник|вторник|сред[уы]|четверг|пятниц|суббот|воскресень|утром|вечером|днём|ночью|полдень|полночь|час(а|ов)?\b|минут|недел|щодня|кожн|понеділ|вівтор|п'ятниц|неділ|всеки|вторник|утре|сваки|сутра
        |毎日|毎週|毎月|毎年|毎朝|毎晩|毎時|明日|今日|昨日|曜日|午前|午後|正午|時に|時間|每天|每日|每周|每週|每月|每年|每小时|每小時|每隔|每个|明天|今天|昨天|后天|星期|周[一二三四五六日天末]|[一二三四五六七八九十两\d]\s?[点點]|上午|下午|早上|晚上|中午|半夜|小时后|分钟
        |매일|매주|매월|매년|매시간|내일|오늘|어제|요일|오전|오후|정오|자정|시에|시간|분마다
        |كل\s|غدا|غدًا|اليوم|أمس|الساعة|صباح|مساء|يومي|אתמול|מחר|היום|כל\s|בשעה|יום
        |हर\s|रोज|प्रतिदिन|कल|आज|बजे|सोमवार|ทุก|พรุ่งนี้|วันนี้|โมง|นาฬิกา|κάθε|αύριο|σήμερα|χθες|δευτέρα|τρίτη|παρασκευή|ώρα|καθημεριν
        """,
        RegexOptions.IgnoreCase | RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Scripts();
}

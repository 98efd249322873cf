namespace AgentSched.Time.English;

/// <summary>
/// Words about time in German, French, Spanish, Italian, Dutch and Portuguese. They are not read as schedules; they are known so that no
/// command leaves them in its message, and so that a refusal can say the same in English.
/// </summary>
internal static class ForeignWords
{
    /// <summary>Words that mean a time by themselves, with their English.</summary>
    private static readonly Dictionary<string, string> Times = Words(
        """
        jeden=every jede=every jedes=every jeder=every täglich=daily taeglich=daily stündlich=hourly stuendlich=hourly wöchentlich=weekly woechentlich=weekly monatlich=monthly
        werktags=weekdays wochentags=weekdays wochenende=weekend uhr=o'clock heute=today morgen=tomorrow übermorgen=day·after·tomorrow uebermorgen=day·after·tomorrow gestern=yesterday
        mittags=at·noon mitternacht=midnight morgens=am abends=pm nachts=at·night stunde=hour stunden=hours minuten=minutes woche=week wochen=weeks monat=month monats=month
        montag=monday dienstag=tuesday mittwoch=wednesday donnerstag=thursday freitag=friday samstag=saturday sonnabend=saturday sonntag=sunday
        montags=mondays dienstags=tuesdays mittwochs=wednesdays donnerstags=thursdays freitags=fridays samstags=saturdays sonntags=sundays
        chaque=every quotidien=daily quotidiennement=daily heure=o'clock heures=o'clock demain=tomorrow aujourd'hui=today minuit=midnight semaine=week mois=month jours=day
        lundi=monday mardi=tuesday mercredi=wednesday jeudi=thursday vendredi=friday samedi=saturday dimanche=sunday lundis=mondays mardis=tuesdays mercredis=wednesdays jeudis=thursdays vendredis=fridays samedis=saturdays dimanches=sundays
        cada=every diariamente=daily diario=daily mañana=tomorrow manana=tomorrow hoy=today ayer=yesterday medianoche=midnight mediodía=noon mediodia=noon semana=week días=day dias=day
        lunes=monday martes=tuesday miércoles=wednesday miercoles=wednesday jueves=thursday viernes=friday sábado=saturday sabado=saturday domingo=sunday domingos=sundays
        ogni=every domani=tomorrow oggi=today ieri=yesterday mezzanotte=midnight mezzogiorno=noon settimana=week giorno=day giorni=days quotidianamente=daily
        lunedì=monday lunedi=monday martedì=tuesday martedi=tuesday mercoledì=wednesday mercoledi=wednesday giovedì=thursday giovedi=thursday venerdì=friday venerdi=friday sabato=saturday domenica=sunday
        elke=every iedere=every dagelijks=daily uur=o'clock vandaag=today gisteren=yesterday middernacht=midnight maandag=monday dinsdag=tuesday woensdag=wednesday donderdag=thursday vrijdag=friday zaterdag=saturday zondag=sunday
        amanhã=tomorrow amanha=tomorrow hoje=today ontem=yesterday terça=tuesday
        """);

    /// <summary>Words that belong to a time beside such a word; alone they may be English or mean something else.</summary>
    private static readonly Dictionary<string, string> Parts = Words(
        """
        tag=day tage=days tages=day um=at am=on ab=starting und=and von=from bis=to zwischen=between alle=every nächsten=next nächster=next den= der= des= im=in dem= minute=minutes mittag=noon früh=am
        tous=every toutes=every les= le= la= à=at et=and jour=day du=from au=to midi=noon prochain=next
        todos=every todas=every los= las=at el= y=and día=day dia=day a= hora=hour horas=o'clock por=in tarde=afternoon noche=night
        alle=at ore=o'clock ora=hour e=and il= dal=from
        dag=day om=at en=and op=on de= het= week=week
        todo=every às=at as=at os= o=
        januar=january jänner=january februar=february märz=march maerz=march mai=may juni=june juli=july oktober=october dezember=december
        janvier=january février=february fevrier=february mars=march avril=april juin=june juillet=july août=august aout=august septembre=september octobre=october novembre=november décembre=december
        enero=january febrero=february marzo=march abril=april mayo=may junio=june julio=july agosto=august septiembre=september octubre=october noviembre=november diciembre=december
        """);

    /// <summary>Whether a word, in lower case, means a time in one of the languages.</summary>
    public static bool IsTime(string word) => Times.ContainsKey(word);

    /// <summary>Whether a word or number can belong to a time beside such a word.</summary>
    public static bool IsPart(string word) => Times.ContainsKey(word) || Parts.ContainsKey(word) || word is [>= '0' and <= '9', ..] or "h";

    /// <summary>A phrase word by word in English: <c>every day at 9 o'clock</c>. It may still not be a schedule.</summary>
    public static string Translate(string text)
    {
        var words = Tokens.Of(text).ConvertAll(t => t.Word);
        return string.Join(' ', words.Select((word, i) => English(word, words, i)).Where(word => word.Length > 0));
    }

    private static string English(string word, List<string> words, int at) => word switch
    {
        // "alle 2 Stunden" is German, "alle 9" Italian; "9h" is two tokens.
        "alle" when at + 1 < words.Count && char.IsAsciiDigit(words[at + 1][0]) && !(at + 2 < words.Count && Intervals.IsUnit(English(words[at + 2], words, at + 2))) => "at",
        "h" => "o'clock",
        _ => Times.GetValueOrDefault(word) ?? Parts.GetValueOrDefault(word) ?? word,
    };

    private static Dictionary<string, string> Words(string list)
    {
        var words = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in list.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(p => p.Split('=')))
        {
            words.TryAdd(pair[0], pair[1].Replace('·', ' '));
        }

        return words;
    }
}

using System.Globalization;

namespace Cronos;

/// <summary>Reads an expression from left to right, once. Every error names the field and what it allows.</summary>
internal ref struct CronParser
{
    private readonly string _expression;
    private readonly Random? _jitter;
    private readonly ReadOnlySpan<char> _text;
    private int _at;
    private CronField _field = CronField.Minutes;

    /// <param name="expression">Fields or a macro.</param>
    /// <param name="jitter">One for the whole expression, so that each H draws a value of its own; null without a seed.</param>
    private CronParser(string expression, Random? jitter)
    {
        _expression = expression;
        _jitter = jitter;
        _text = expression.AsSpan().Trim(" \t");
    }

    public static CronSchedule Parse(string expression, CronFormat format, int? jitterSeed)
    {
        var parser = new CronParser(expression, jitterSeed is { } seed ? new Random(seed) : null);
        if (parser.Peek() == '@')
        {
            var macro = CronMacro.Find(parser._text, jitterSeed is not null)
                ?? throw new CronFormatException($"Cron \"{expression}\": there is no such macro. Known: {CronMacro.Known}.");
            return new CronParser(macro, parser._jitter).Fields(withSeconds: true);
        }

        return parser.Fields((format & CronFormat.IncludeSeconds) != CronFormat.Standard);
    }

    private CronSchedule Fields(bool withSeconds)
    {
        var isInterval = false;
        var schedule = new CronSchedule
        {
            Seconds = withSeconds ? Time(CronField.Seconds, ref isInterval) : 1,
            Minutes = Time(CronField.Minutes, ref isInterval),
            Hours = Time(CronField.Hours, ref isInterval),
            IsInterval = isInterval,
        };
        Start(CronField.DaysOfMonth);
        schedule = DayOfMonth(schedule);
        Start(CronField.Months);
        schedule = schedule with { Months = Plain(out _) };
        Start(CronField.DaysOfWeek);
        schedule = DayOfWeek(schedule);
        if (_at < _text.Length)
        {
            throw new CronFormatException(
                $"Cron \"{_expression}\" goes on after its last field, Days of week: it needs {(withSeconds ? 6 : 5)} fields.");
        }

        return schedule;
    }

    private ulong Time(CronField field, ref bool isInterval)
    {
        Start(field);
        var bits = Plain(out var repeats);
        isInterval = isInterval || repeats;
        return bits;
    }

    private CronSchedule DayOfMonth(CronSchedule schedule)
    {
        if (Take('L'))
        {
            var offset = Take('-') ? Number(0, CronField.DaysOfMonth.Max - 1, "offset") : 0;
            schedule = schedule with { FromMonthEnd = offset, NearestWeekday = Take('W') };
            End();
            return schedule;
        }

        var start = _at;
        if (char.IsAsciiDigit(Peek()))
        {
            var day = Value();
            if (Take('W'))
            {
                End();
                return schedule with { DaysOfMonth = _field.Bit(day), NearestWeekday = true };
            }
        }

        _at = start;
        return schedule with { DaysOfMonth = Plain(out _) };
    }

    private CronSchedule DayOfWeek(CronSchedule schedule)
    {
        var start = _at;
        if (char.IsAsciiLetterOrDigit(Peek()) && !IsJitter())
        {
            var day = _field.Bit(Value());
            if (Take('L'))
            {
                End();
                return schedule with { DaysOfWeek = day, LastWeekday = true };
            }

            if (Take('#'))
            {
                schedule = schedule with { DaysOfWeek = day, NthWeekday = Number(1, 5, "occurrence in the month") };
                End();
                return schedule;
            }
        }

        _at = start;
        return schedule with { DaysOfWeek = Plain(out _) };
    }

    /// <summary>A whole field without L, W and #: a star, H, or a list of values and ranges.</summary>
    private ulong Plain(out bool isInterval)
    {
        ulong bits;
        if (Take('?'))
        {
            isInterval = true;
            bits = _field.Every;
        }
        else if (Take('*'))
        {
            isInterval = true;
            bits = Take('/') ? _field.Range(_field.Min, _field.Max, Step()) : _field.Every;
        }
        else if (IsJitter())
        {
            bits = Jitter(out isInterval);
        }
        else
        {
            isInterval = false;
            bits = 0;
            do
            {
                bits |= Item(ref isInterval);
            }
            while (Take(','));
        }

        End();
        return bits;
    }

    private ulong Item(ref bool isInterval)
    {
        var from = Value();
        var isRange = Take('-');
        var to = isRange ? Value() : from;
        var hasStep = Take('/');
        var step = hasStep ? Step() : 1;
        isInterval = isInterval || isRange || hasStep;
        return _field.Range(from, hasStep && !isRange ? _field.Max : to, step);
    }

    /// <summary>H is one value of the field; H/n starts at one of the first n and goes on in steps.</summary>
    private ulong Jitter(out bool isInterval)
    {
        if (_jitter is null)
        {
            throw new MissingSeedException($"Cron \"{_expression}\", {_field.Name}: H needs a jitter seed.");
        }

        _at++;
        isInterval = Take('/');
        if (!isInterval)
        {
            return _field.Bit(_jitter.Next(_field.Min, _field.JitterMax + 1));
        }

        var step = Step();
        return _field.Range(_jitter.Next(_field.Min, _field.Min + step), _field.Last, step);
    }

    private readonly bool IsJitter() =>
        Peek() is 'H' or 'h' && (_at + 1 == _text.Length || _text[_at + 1] is ' ' or '\t' or '/');

    private int Step() => Number(1, _field.Max, "step");

    private int Value() => TryName(out var value) ? value : Number(_field.Min, _field.Max, "value");

    private bool TryName(out int value)
    {
        for (var index = 0; index < _field.Names.Length; index++)
        {
            if (_text[_at..].StartsWith(_field.Names[index], StringComparison.OrdinalIgnoreCase))
            {
                _at += 3;
                value = _field.Min + index;
                return true;
            }
        }

        value = 0;
        return false;
    }

    private int Number(int min, int max, string what)
    {
        var start = _at;
        while (char.IsAsciiDigit(Peek()))
        {
            _at++;
        }

        var digits = _text[start.._at];
        if (int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max)
        {
            return number;
        }

        var given = digits.IsEmpty ? Found() : digits.ToString();
        throw Error($"{given} is no {what} between {min.ToString(CultureInfo.InvariantCulture)} and {max.ToString(CultureInfo.InvariantCulture)}");
    }

    /// <summary>Goes to the next field; the blanks before it were skipped at the end of the last one.</summary>
    private void Start(CronField field)
    {
        var last = _field;
        _field = field;
        if (_at == _text.Length)
        {
            throw Error(_at == 0 ? "the expression is empty" : $"this field is missing, {last.Name} is the last one");
        }
    }

    private void End()
    {
        if (_at < _text.Length && _text[_at] is not (' ' or '\t'))
        {
            throw Error($"{Found()} does not fit here");
        }

        while (Peek() is ' ' or '\t')
        {
            _at++;
        }
    }

    private readonly char Peek() => _at < _text.Length ? _text[_at] : '\0';

    private bool Take(char symbol)
    {
        var isNext = char.ToUpperInvariant(Peek()) == symbol;
        _at += isNext ? 1 : 0;
        return isNext;
    }

    private readonly string Found() => _at < _text.Length && _text[_at] is not (' ' or '\t') ? $"'{_text[_at]}'" : "nothing";

    private readonly CronFormatException Error(string problem) => new($"Cron \"{_expression}\", {_field.Name}: {problem}.");
}

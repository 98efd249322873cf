using Cronos;

namespace AgentSched.Parity.Cronos;

[Trait("shows", "originals")]
public sealed class ParsingTests
{
    [Theory]
    [InlineData("* * * * *")]
    [InlineData("  *\t*  * \t* *  ")]
    [InlineData("? ? ? ? ?")]
    [InlineData("0,15,30-45,50-10/5 */2 1-31/7 JAN,3,jun-Sep MON-FRI")]
    [InlineData("59 23 31 12 7")]
    [InlineData("00 09 01 01 00")]
    [InlineData("50-10 22-3 28-2 nov-feb fri-tue")]
    [InlineData("5/10 0/6 1/10 1/3 0/2")]
    [InlineData("0 0 L * *")]
    [InlineData("0 0 l-30 * *")]
    [InlineData("0 0 lw * *")]
    [InlineData("0 0 L-3W * *")]
    [InlineData("0 0 15w * *")]
    [InlineData("0 0 * * 5L")]
    [InlineData("0 0 * * friL")]
    [InlineData("0 0 * * 7#5")]
    [InlineData("0 0 * * sun#1")]
    [InlineData("@yearly")]
    [InlineData(" @ANNUALLY ")]
    [InlineData("@monthly")]
    [InlineData("@Weekly")]
    [InlineData("@daily")]
    [InlineData("@midnight")]
    [InlineData("@hourly")]
    [InlineData("@every_minute")]
    [InlineData("@every_second")]
    public void Five_fields_and_macros_are_read(string text)
    {
        Assert.NotNull(CronExpression.Parse(text));
        Assert.True(CronExpression.TryParse(text, out var parsed));
        Assert.NotNull(parsed);
    }

    [Theory]
    [InlineData("* * * * * *")]
    [InlineData("*/10 0-30/5 8-18 ? * 1-5")]
    [InlineData("@every_second")]
    [InlineData("@hourly")]
    public void Six_fields_are_read_with_seconds(string text) => Assert.NotNull(CronExpression.Parse(text, CronFormat.IncludeSeconds));

    [Theory]
    [InlineData("60 * * * *", "Minutes")]
    [InlineData("-1 * * * *", "Minutes")]
    [InlineData("5- * * * *", "Minutes")]
    [InlineData("1, * * * *", "Minutes")]
    [InlineData(",1 * * * *", "Minutes")]
    [InlineData("*/ * * * *", "Minutes")]
    [InlineData("*/0 * * * *", "Minutes")]
    [InlineData("1/60 * * * *", "Minutes")]
    [InlineData("1/99999999999999 * * * *", "Minutes")]
    [InlineData("1k * * * *", "Minutes")]
    [InlineData("L * * * *", "Minutes")]
    [InlineData("5#3 * * * *", "Minutes")]
    [InlineData("MON * * * *", "Minutes")]
    [InlineData("* 24 * * *", "Hours")]
    [InlineData("* 1/24 * * *", "Hours")]
    [InlineData("* W * * *", "Hours")]
    [InlineData("* * 0 * *", "Days of month")]
    [InlineData("* * 32 * *", "Days of month")]
    [InlineData("* * L-31 * *", "Days of month")]
    [InlineData("* * 1LW * *", "Days of month")]
    [InlineData("* * W * *", "Days of month")]
    [InlineData("* * 1-2W * *", "Days of month")]
    [InlineData("* * 1,2W * *", "Days of month")]
    [InlineData("* * MON * *", "Days of month")]
    [InlineData("* * * 0 *", "Months")]
    [InlineData("* * * 13 *", "Months")]
    [InlineData("* * * JANUARY *", "Months")]
    [InlineData("* * * L *", "Months")]
    [InlineData("* * *", "Months")]
    [InlineData("* * * * 8", "Days of week")]
    [InlineData("* * * * L", "Days of week")]
    [InlineData("* * * * LW", "Days of week")]
    [InlineData("* * * * 5#0", "Days of week")]
    [InlineData("* * * * 5#6", "Days of week")]
    [InlineData("* * * * 5#", "Days of week")]
    [InlineData("* * * * MONDAY", "Days of week")]
    [InlineData("* * * * SUT", "Days of week")]
    public void A_wrong_field_is_named(string text, string field)
    {
        var error = Assert.Throws<CronFormatException>(() => CronExpression.Parse(text));
        Assert.Contains(field, error.Message, StringComparison.Ordinal);
        Assert.False(CronExpression.TryParse(text, out var parsed));
        Assert.Null(parsed);
    }

    [Theory]
    [InlineData("60 * * * * *", "Seconds")]
    [InlineData("1/60 * * * * *", "Seconds")]
    [InlineData("0 60 * * * *", "Minutes")]
    [InlineData("0 0 25 * * *", "Hours")]
    public void A_wrong_field_is_named_with_seconds(string text, string field)
    {
        var error = Assert.Throws<CronFormatException>(() => CronExpression.Parse(text, CronFormat.IncludeSeconds));
        Assert.Contains(field, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("60 * * * *", "between 0 and 59")]
    [InlineData("*/60 * * * *", "between 1 and 59")]
    public void The_allowed_range_is_named(string text, string range) =>
        Assert.Contains(range, Assert.Throws<CronFormatException>(() => CronExpression.Parse(text)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("* * * * * *")]
    [InlineData("* * * *")]
    [InlineData("@")]
    [InlineData("@yearl")]
    [InlineData("@every_hour")]
    [InlineData("@daily 5")]
    [InlineData("rubbish")]
    public void Other_text_is_no_standard_expression(string text)
    {
        Assert.False(CronExpression.TryParse(text, out var parsed));
        Assert.Null(parsed);
    }

    [Theory]
    [InlineData("* * * * *")]
    [InlineData("* * * * * * *")]
    public void Five_or_seven_fields_are_not_six(string text) =>
        Assert.Throws<CronFormatException>(() => CronExpression.Parse(text, CronFormat.IncludeSeconds));

    [Fact]
    public void Null_is_an_argument_error()
    {
        Assert.Equal("expression", Assert.Throws<ArgumentNullException>(() => CronExpression.Parse(null!)).ParamName);
        Assert.Equal("expression", Assert.Throws<ArgumentNullException>(() => CronExpression.TryParse(null!, out _)).ParamName);
    }

    [Fact]
    public void A_format_error_is_a_FormatException() =>
        Assert.IsAssignableFrom<FormatException>(Record.Exception(() => CronExpression.Parse("rubbish")));
}

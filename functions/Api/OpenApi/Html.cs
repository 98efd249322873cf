using System.Text;
using System.Text.Encodings.Web;
using System.Text.RegularExpressions;

namespace AgentSched.Api.OpenApi;

/// <summary>Writes HTML; encodes everything that is not markup.</summary>
internal sealed partial class Html
{
    private readonly StringBuilder _text = new();

    /// <summary>Appends trusted markup.</summary>
    public Html Raw(string markup)
    {
        _text.Append(markup);
        return this;
    }

    /// <summary>Appends a text, encoded.</summary>
    public Html Text(string text) => Raw(Encode(text));

    /// <summary>Appends a text, encoded; parts in backticks become code.</summary>
    public Html Prose(string text) => Raw(Code().Replace(Encode(text), "<code>${code}</code>"));

    /// <summary>Appends an element with a text.</summary>
    public Html Element(string name, string text, string? attributes = null) =>
        Raw($"<{name}{(attributes is null ? string.Empty : " " + attributes)}>").Prose(text).Raw($"</{name}>");

    /// <inheritdoc/>
    public override string ToString() => _text.ToString();

    /// <summary>Encodes the five characters that are special in HTML; all others stay as UTF-8.</summary>
    public static string Encode(string text) => HtmlEncoder.Create(System.Text.Unicode.UnicodeRanges.All).Encode(text).Replace("&#x60;", "`", StringComparison.Ordinal);

    [GeneratedRegex("`(?<code>[^`]+)`", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Code();
}

using System.Text.Json;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace AgentSched.Api.Http;

/// <summary>
/// Converts between YAML and JSON: mappings, lists and scalars of the core schema. Anchors and aliases are refused, because a few lines of them
/// expand into gigabytes; so are tags and more than one document.
/// </summary>
internal static partial class YamlText
{
    private const int MaxDepth = 32;

    /// <summary>Converts YAML to JSON. Duplicate keys of a mapping stay in the result, so that its reader can report them.</summary>
    /// <returns>Null: <paramref name="problem"/> says what is wrong, and where.</returns>
    public static byte[]? ToJson(string yaml, out string? problem)
    {
        using var buffer = new MemoryStream();
        try
        {
            using (var writer = new Utf8JsonWriter(buffer))
            {
                var parser = new Parser(new StringReader(yaml));
                parser.Consume<StreamStart>();
                parser.Consume<DocumentStart>();
                Copy(parser, writer, depth: 0);
                parser.Consume<DocumentEnd>();
                parser.Consume<StreamEnd>();
            }

            problem = null;
            return buffer.ToArray();
        }
        catch (YamlException e)
        {
            problem = $"it is invalid or unsupported YAML at line {e.Start.Line}, column {e.Start.Column}: {e.Message}";
        }
        catch (ArgumentException)
        {
            problem = "it has a string that is not valid Unicode";
        }

        return null;
    }

    /// <summary>Converts JSON to YAML. Strings are double-quoted, so that none is read as another type; <see cref="ToJson"/> restores the same JSON.</summary>
    public static string FromJson(JsonElement json)
    {
        var text = new StringWriter { NewLine = "\n" };
        var emitter = new Emitter(text, new EmitterSettings(bestIndent: 2, bestWidth: int.MaxValue, isCanonical: false, maxSimpleKeyLength: 1024));
        emitter.Emit(new StreamStart());
        emitter.Emit(new DocumentStart(version: null, tags: null, isImplicit: true));
        Emit(emitter, json);
        emitter.Emit(new DocumentEnd(isImplicit: true));
        emitter.Emit(new StreamEnd());
        return text.ToString();
    }

    private static void Copy(Parser parser, Utf8JsonWriter writer, int depth)
    {
        if (depth > MaxDepth)
        {
            throw Refused(parser.Current!, $"more than {MaxDepth} levels deep");
        }

        switch (parser.Current)
        {
            case NodeEvent { Anchor.IsEmpty: false } anchored:
                throw Refused(anchored, "anchors are not allowed here");
            case AnchorAlias alias:
                throw Refused(alias, "aliases are not allowed here");
            case NodeEvent { Tag: { IsEmpty: false, IsNonSpecific: false } } tagged:
                throw Refused(tagged, "tags are not allowed here");
            case Scalar scalar:
                Write(writer, scalar);
                parser.MoveNext();
                break;
            case SequenceStart:
                parser.MoveNext();
                writer.WriteStartArray();
                while (!parser.TryConsume<SequenceEnd>(out _))
                {
                    Copy(parser, writer, depth + 1);
                }

                writer.WriteEndArray();
                break;
            case MappingStart:
                parser.MoveNext();
                writer.WriteStartObject();
                while (!parser.TryConsume<MappingEnd>(out _))
                {
                    writer.WritePropertyName(parser.Current is Scalar { Anchor.IsEmpty: true } ? parser.Consume<Scalar>().Value : throw Refused(parser.Current!, "a key must be a string"));
                    Copy(parser, writer, depth + 1);
                }

                writer.WriteEndObject();
                break;
            default:
                throw Refused(parser.Current!, "a value is missing");
        }
    }

    private static void Write(Utf8JsonWriter writer, Scalar scalar)
    {
        switch (scalar.Value)
        {
            case var _ when scalar.Style != ScalarStyle.Plain:
                writer.WriteStringValue(scalar.Value);
                break;
            case "" or "~" or "null" or "Null" or "NULL":
                writer.WriteNullValue();
                break;
            case "true" or "True" or "TRUE":
                writer.WriteBooleanValue(true);
                break;
            case "false" or "False" or "FALSE":
                writer.WriteBooleanValue(false);
                break;
            case var number when Number().IsMatch(number):
                writer.WriteRawValue(number);
                break;
            default:
                writer.WriteStringValue(scalar.Value);
                break;
        }
    }

    private static void Emit(Emitter emitter, JsonElement json)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.Object:
                emitter.Emit(new MappingStart());
                foreach (var property in json.EnumerateObject())
                {
                    emitter.Emit(Text(property.Name, Key().IsMatch(property.Name) ? ScalarStyle.Plain : ScalarStyle.DoubleQuoted));
                    Emit(emitter, property.Value);
                }

                emitter.Emit(new MappingEnd());
                break;
            case JsonValueKind.Array:
                emitter.Emit(new SequenceStart(AnchorName.Empty, TagName.Empty, isImplicit: true, json.GetArrayLength() == 0 ? SequenceStyle.Flow : SequenceStyle.Block));
                foreach (var item in json.EnumerateArray())
                {
                    Emit(emitter, item);
                }

                emitter.Emit(new SequenceEnd());
                break;
            case JsonValueKind.String:
                emitter.Emit(Text(json.GetString()!, ScalarStyle.DoubleQuoted));
                break;
            default:
                emitter.Emit(Text(json.GetRawText(), ScalarStyle.Plain));
                break;
        }
    }

    private static Scalar Text(string value, ScalarStyle style) =>
        new(AnchorName.Empty, TagName.Empty, value, style, isPlainImplicit: true, isQuotedImplicit: true);

    private static YamlException Refused(ParsingEvent at, string why) => new(at.Start, at.End, why);

    [GeneratedRegex(@"^-?(0|[1-9][0-9]{0,18})(\.[0-9]{1,18})?([eE][-+]?[0-9]{1,3})?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Number();

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9]{0,60}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Key();
}

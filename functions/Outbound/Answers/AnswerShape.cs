namespace AgentSched.Outbound.Answers;

/// <summary>How a field of an agent's answer is used. All other fields are skipped, however large they are.</summary>
public enum FieldUse
{
    /// <summary>An intermediate step of the path to a wanted field.</summary>
    Path,

    /// <summary>A number or a short text: kept, texts up to <see cref="JsonWalk.MaxText"/> bytes.</summary>
    Keep,

    /// <summary>The response: a text of any length, or a list of parts.</summary>
    Response,

    /// <summary>The text of one part of the response.</summary>
    Part,

    /// <summary>The type of that part: a part that is no text, such as a thought, is left out.</summary>
    PartType,

    /// <summary>The log: a list or an object of any length, kept byte for byte as it was sent.</summary>
    Log,
}

/// <summary>
/// Tree of the fields to read from answers of one kind of agent, for example <c>metadata.cost_usd</c> or
/// <c>choices[0].message.content</c>. A streaming reader can tell at each name whether the field is wanted.
/// </summary>
internal sealed class AnswerShape
{
    private AnswerShape(Field root, int count) => (Root, Count) = (root, count);

    public Field Root { get; }

    /// <summary>Number of fields; each <see cref="Field.Number"/> is below it.</summary>
    public int Count { get; }

    /// <param name="response">The path of the response.</param>
    /// <param name="log">The path of the log. Null: none.</param>
    /// <param name="keep">The paths of small fields.</param>
    public static AnswerShape Of(string response, string? log, params ReadOnlySpan<string> keep) => Of([response], log, keep);

    /// <param name="responses">The paths at which a response may be; the first that has text counts. One that ends in <c>[*]</c> may also be a list of texts or of parts.</param>
    /// <param name="log">The path of the log. Null: none.</param>
    /// <param name="keep">The paths of small fields.</param>
    public static AnswerShape Of(IReadOnlyList<string> responses, string? log, params ReadOnlySpan<string> keep)
    {
        var (root, count) = (new Field(string.Empty, 0), 1);
        foreach (var path in responses)
        {
            var isList = path.EndsWith(Field.EveryElement, StringComparison.Ordinal);
            Add(isList ? path[..^Field.EveryElement.Length] : path, FieldUse.Response);
            if (isList)
            {
                Add(path, FieldUse.Part);
                Add($"{path}.text", FieldUse.Part);
                Add($"{path}.text.value", FieldUse.Part);
                Add($"{path}.type", FieldUse.PartType);
            }
        }

        if (log is not null)
        {
            Add(log, FieldUse.Log);
        }

        foreach (var path in keep)
        {
            Add(path, FieldUse.Keep);
        }

        return new AnswerShape(root, count);

        void Add(string path, FieldUse use)
        {
            var field = root;
            foreach (var step in path.Replace("[", ".[", StringComparison.Ordinal).Split('.'))
            {
                field = field.Child(step) ?? field.Add(step, count++);
            }

            (field.Path, field.Use) = (path, use);
        }
    }
}

using System.Globalization;

namespace AgentSched.Bench;

/// <summary>What follows a bench's name: pairs such as <c>--rounds 101</c>, whole numbers all.</summary>
internal sealed class Options(string[] args)
{
    /// <summary>Reads the options that the bench knows; any other is an error, so that a typing mistake does not run for an hour.</summary>
    /// <param name="known">Name, default, least value.</param>
    public int[] Read(params (string Name, int Default, int Least)[] known)
    {
        var values = known.Select(option => option.Default).ToArray();
        for (var at = 0; at < args.Length; at += 2)
        {
            var index = Array.FindIndex(known, option => $"--{option.Name}" == args[at]);
            if (index < 0)
            {
                throw new OptionException($"\"{args[at]}\" is no option here; there are: {string.Join(", ", known.Select(option => $"--{option.Name}"))}");
            }

            var text = at + 1 < args.Length ? args[at + 1] : "";
            if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out values[index]) || values[index] < known[index].Least)
            {
                throw new OptionException($"{args[at]} \"{text}\": a whole number from {known[index].Least} on is needed");
            }
        }

        return values;
    }
}

internal sealed class OptionException(string message) : Exception(message);

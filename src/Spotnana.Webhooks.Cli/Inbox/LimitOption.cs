using System.CommandLine;
using System.Globalization;

namespace Spotnana.Webhooks.Cli.Inbox;

/// <summary>The option <c>--limit</c>: a number from 1 on.</summary>
internal static class LimitOption
{
    private const string Name = "--limit";

    public static Option<int> Create(string description, int usual)
    {
        var limit = new Option<int>(Name) { Description = description, HelpName = "N", DefaultValueFactory = _ => usual };
        limit.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1
                && int.TryParse(result.Tokens[0].Value, NumberStyles.Integer, CultureInfo.InvariantCulture, out var most)
                && most < 1)
            {
                result.AddError($"{Name} takes a number from 1 on.");
            }
        });
        return limit;
    }
}

using System.CommandLine;
using System.Globalization;

namespace Spotnana.Webhooks.Cli.Inbox;

/// <summary>The argument and options that name one delivery.</summary>
internal sealed class OneDelivery
{
    // A path cannot hold an id of dots: it would name something else. The query can.
    private const string IdInQuery = "-";

    private readonly Argument<string?> _id = new("ID") { Description = "The delivery's id." };
    private readonly Option<string?> _subscription =
        new("--subscription") { Description = "Which one, where several have the id.", HelpName = "NAME" };
    private readonly Option<int?> _copy =
        new("--copy") { Description = "Which of several bodies under the id. 0 is the first.", HelpName = "N" };

    public void AddTo(Command command, ArgumentArity arity, bool withSubscription = true)
    {
        _id.Arity = arity;
        _id.Validators.Add(id =>
        {
            if (id.Tokens is [{ Value: "" }])
                id.AddError("ID is empty.");
        });
        command.Arguments.Add(_id);
        if (withSubscription)
            command.Options.Add(_subscription);
        command.Options.Add(_copy);
    }

    public string? IdOf(ParseResult result) => result.GetValue(_id);

    /// <summary>The path of a call that is about this delivery; <see cref="Read"/> has its parameters.</summary>
    public string PathOf(ParseResult result, params string[] more) =>
        IdOf(result) is { } id && !IsOfDots(id)
            ? ManagementClient.Path(["deliveries", id, .. more])
            : ManagementClient.Path(["deliveries", IdInQuery, .. more]);

    public bool NamesCopy(ParseResult result) => result.GetValue(_copy) is not null;

    public List<(string Name, string Value)> Read(ParseResult result)
    {
        List<(string, string)> parameters = [];
        if (IdOf(result) is { } id && IsOfDots(id))
            parameters.Add(("id", id));
        if (result.GetValue(_subscription) is { } subscription)
            parameters.Add(("subscription", subscription));
        if (result.GetValue(_copy) is { } copy)
            parameters.Add(("copy", copy.ToString(CultureInfo.InvariantCulture)));
        return parameters;
    }

    private static bool IsOfDots(string id) => !id.AsSpan().ContainsAnyExcept('.');
}

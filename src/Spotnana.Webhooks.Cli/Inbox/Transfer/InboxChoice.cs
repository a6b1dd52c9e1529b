using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using Spotnana.Webhooks.Cli.Http;
using Spotnana.Webhooks.Cli.Terminal;
using Spotnana.Webhooks.Sqlite;

namespace Spotnana.Webhooks.Cli.Inbox.Transfer;

/// <summary>
/// The options that name an inbox. Without any: what the environment names for the tool or for the service, else the service's inbox file.
/// </summary>
internal sealed class InboxChoice
{
    // The service's own settings, so that the tool in its container finds its inbox.
    private const string PathVariable = "Inbox__Sqlite__Path";
    private const string EngineVariable = "Inbox__Engine";
    private const string FileVariable = "Inbox__PostgreSql__ConnectionStringFile";
    private const string StringVariable = "Inbox__PostgreSql__ConnectionString";

    private readonly Option<string?> _sqlite = new("--sqlite")
    {
        Description = $"An inbox file. Default: the service's ({PathVariable}, else {new SqliteInboxOptions().Path}).",
        HelpName = "PATH",
    };

    private readonly Option<string?> _postgreSql = new("--postgresql-file")
    {
        Description = $"A file with the connection string of a PostgreSQL inbox. Or put the string into {PostgreSqlChoice.Variable}.",
        HelpName = "FILE",
    };

    public void AddTo(Command command)
    {
        command.Options.Add(_sqlite);
        command.Options.Add(_postgreSql);
    }

    public bool TryChoose(
        ParseResult result, Surroundings surroundings, [NotNullWhen(true)] out ChosenInbox? inbox, [NotNullWhen(false)] out string? error)
    {
        (inbox, error) = (null, null);
        var (path, file) = (result.GetValue(_sqlite), result.GetValue(_postgreSql));
        if (path is not null && file is not null)
        {
            error = $"Name one inbox: {_sqlite.Name} or {_postgreSql.Name}.";
        }
        else if (file is not null)
        {
            PostgreSqlChoice.TryRead(_postgreSql.Name, file, surroundings, out inbox, out error);
        }
        else if (path is null && surroundings.Environment(PostgreSqlChoice.Variable) is { Length: > 0 } text)
        {
            PostgreSqlChoice.TryMake(text, PostgreSqlChoice.Variable, options: "", surroundings, out inbox, out error);
        }
        else if (path is null && "PostgreSql".Equals(surroundings.Environment(EngineVariable), StringComparison.OrdinalIgnoreCase))
        {
            if (surroundings.Environment(FileVariable) is { Length: > 0 } named)
                PostgreSqlChoice.TryRead(FileVariable, named, surroundings, out inbox, out error);
            else
                PostgreSqlChoice.TryMake(
                    surroundings.Environment(StringVariable) ?? "", StringVariable, options: "", surroundings, out inbox, out error);
        }
        else
        {
            path ??= surroundings.Environment(PathVariable);
            inbox = Sqlite(string.IsNullOrWhiteSpace(path) ? new SqliteInboxOptions().Path : path, surroundings);
        }

        return error is null;
    }

    private static ChosenInbox Sqlite(string path, Surroundings surroundings) => new(
        "Sqlite", path, $"--sqlite {Shell.Quote(path)}", File.Exists(path),
        $"Another process owns the inbox {path}. Stop the service first.",
        () => new SqliteInbox(new SqliteInboxOptions { Path = path }, surroundings.Clock, new ErrorLogger<SqliteInbox>(surroundings)));
}

using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using Spotnana.Webhooks.Cli.Http;
using Spotnana.Webhooks.Cli.Terminal;
using Spotnana.Webhooks.Inbox.Keeping;
using Spotnana.Webhooks.Sqlite;

namespace Spotnana.Webhooks.Cli.Inbox.Transfer;

/// <summary>
/// The options that name an inbox. Without any: what the environment names for the tool or for the service, else the service's inbox file.
/// </summary>
/// <param name="readsBodies">Whether the command reads or writes bodies, and so needs the keys where they are encrypted.</param>
/// <param name="besideServices">Whether it works on a PostgreSQL inbox while services use it.</param>
internal sealed class InboxChoice(bool readsBodies = false, bool besideServices = false)
{
    // The service's own settings, so that the tool in its container finds its inbox.
    private const string PathVariable = "Inbox__Sqlite__Path";
    private const string EngineVariable = "Inbox__Engine";
    private const string FileVariable = "Inbox__PostgreSql__ConnectionStringFile";
    private const string StringVariable = "Inbox__PostgreSql__ConnectionString";
    private const string KeyVariable = "Inbox__EncryptionKeyFile";

    private readonly Option<string?> _keyFile = new("--encryption-key-file")
    {
        Description = $"The file with the keys of the inbox, where its bodies are encrypted. Default: the service's ({KeyVariable}).",
        HelpName = "FILE",
    };

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
        if (readsBodies)
            command.Options.Add(_keyFile);
    }

    /// <summary>Whether an option names an inbox, and not only the environment.</summary>
    public bool IsGiven(ParseResult result) => result.GetValue(_sqlite) is not null || result.GetValue(_postgreSql) is not null;

    public bool TryChoose(
        ParseResult result, Surroundings surroundings, [NotNullWhen(true)] out ChosenInbox? inbox, [NotNullWhen(false)] out string? error)
    {
        (inbox, error) = (null, null);
        var (path, file) = (result.GetValue(_sqlite), result.GetValue(_postgreSql));
        if (!TryReadKeys(result, surroundings, out var keys, out error))
            return false;
        if (path is not null && file is not null)
        {
            error = $"Name one inbox: {_sqlite.Name} or {_postgreSql.Name}.";
        }
        else if (file is not null)
        {
            PostgreSqlChoice.TryRead(_postgreSql.Name, file, surroundings, keys, besideServices, out inbox, out error);
        }
        else if (path is null && surroundings.Environment(PostgreSqlChoice.Variable) is { Length: > 0 } text)
        {
            PostgreSqlChoice.TryMake(
                text, PostgreSqlChoice.Variable, options: "", surroundings, keys, besideServices, out inbox, out error);
        }
        else if (path is null && "PostgreSql".Equals(surroundings.Environment(EngineVariable), StringComparison.OrdinalIgnoreCase))
        {
            if (surroundings.Environment(FileVariable) is { Length: > 0 } named)
                PostgreSqlChoice.TryRead(FileVariable, named, surroundings, keys, besideServices, out inbox, out error);
            else
                PostgreSqlChoice.TryMake(
                    surroundings.Environment(StringVariable) ?? "", StringVariable, options: "", surroundings, keys, besideServices,
                    out inbox, out error);
        }
        else
        {
            path ??= surroundings.Environment(PathVariable);
            inbox = Sqlite(string.IsNullOrWhiteSpace(path) ? new SqliteInboxOptions().Path : path, surroundings, keys);
        }

        if (inbox is not null && readsBodies && result.GetValue(_keyFile) is { } keyFile)
            inbox = inbox with { Options = $"{inbox.Options} {_keyFile.Name} {Shell.Quote(keyFile)}".TrimStart() };
        return error is null;
    }

    private bool TryReadKeys(
        ParseResult result, Surroundings surroundings, out EncryptionKeys keys, [NotNullWhen(false)] out string? error)
    {
        (keys, error) = (EncryptionKeys.None, null);
        if (!readsBodies)
            return true;

        var given = result.GetValue(_keyFile);
        if ((given ?? surroundings.Environment(KeyVariable)) is { Length: > 0 } path
            && EncryptionKeys.Read(given is null ? KeyVariable : _keyFile.Name, path, out keys) is [_, ..] errors)
            error = string.Join('\n', errors);
        return error is null;
    }

    private static ChosenInbox Sqlite(string path, Surroundings surroundings, EncryptionKeys keys) => new(
        "Sqlite", path, $"--sqlite {Shell.Quote(path)}", File.Exists(path),
        $"Another process owns the inbox {path}. Stop the service first.",
        () => new SqliteInbox(new SqliteInboxOptions { Path = path }, surroundings.Clock, new ErrorLogger<SqliteInbox>(surroundings), keys),
        keys);
}

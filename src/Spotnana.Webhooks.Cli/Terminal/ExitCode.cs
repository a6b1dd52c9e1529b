namespace Spotnana.Webhooks.Cli.Terminal;

internal static class ExitCode
{
    public const int Done = 0;
    public const int CheckFailed = 1;
    public const int WrongUsage = 2;
}

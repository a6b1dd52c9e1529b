namespace Spotnana.Webhooks.Cli;

internal static class ExitCode
{
    public const int Done = 0;
    public const int CheckFailed = 1;
    public const int WrongUsage = 2;
}

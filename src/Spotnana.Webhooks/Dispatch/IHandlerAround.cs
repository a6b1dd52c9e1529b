namespace Spotnana.Webhooks.Dispatch;

/// <summary>A handler that runs another one, which is the one whose code a failure's place is looked for in.</summary>
internal interface IHandlerAround
{
    object Inner { get; }
}
